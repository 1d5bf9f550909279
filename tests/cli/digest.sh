# Digests, what a change runs again, and when there is nothing to build.
cp -r "$TARE_CASES/../data/shop/." .
chmod -R u=rwX,go=rX .
echo "--- all of them"
tare digest
tare digest -q
echo "--- nothing is another digest for other times"
tare digest -q --save ../last.json | cmp - <(tare digest -q)
find . -exec touch -d 2001-01-01 {} +
run tare digest --against ../last.json
echo "--- a source that only the last COPY takes"
echo >>server.js
run tare digest --against ../last.json
run tare digest --against ../last.json -q
echo "--- what every install depends on, and a file more"
echo >>package.json
mkdir lib
echo >lib/new.js
run tare digest --against ../last.json
echo "--- in one stage"
tare digest -f Dockerfile.single -q --save ../single.json | cut -c 1-7
chmod 755 server.js
run tare digest -f Dockerfile.single --against ../single.json
echo "--- an instruction"
tare digest -q --save ../last.json >../digest
sed -i 's/npm ci/npm ci --quiet/' Dockerfile
run tare digest --against ../last.json
echo "--- a target that takes less"
printf '%s\n' 'FROM a AS one' 'COPY lib /' 'FROM a' 'COPY . /' >Dockerfile
tare digest --target one -q --save ../one.json >../digest
tare digest --target one -q --needed | cmp - ../digest
echo >>server.js
run tare digest --target one --against ../one.json
