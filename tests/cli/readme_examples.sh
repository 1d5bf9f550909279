# The examples in the README are true.
printf '%s\n' '**/gen' '!src/gen/*.js' >.dockerignore
put src/gen/a.js
tare why --trace src/gen/a.js >../said
rm -r .dockerignore src
cp -R "$TARE_CASES"/../data/shop/. .
rm -rf node_modules dist .git
tare lint | head -2 >>../said
tare stages | head -7 >>../said
tare digest --save ../last.json >../saved
echo >>server.js
tare digest --against ../last.json >>../said
while IFS= read -r line; do
  grep -qxF -- "    $line" "$TARE_CASES/../../README.md" || echo "not in the README: $line"
done <../said
wc -l <../said
echo '--- what it says of the single stage'
tare stages -f Dockerfile.single | sed -n 2p
tare digest -f Dockerfile.single --save ../single.json >../saved
echo >>server.js
tare digest -f Dockerfile.single --against ../single.json
