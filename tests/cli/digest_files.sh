# The files that digests are kept in, and Dockerfiles that say nothing.
shop
echo "--- no Dockerfile"
tare digest
tare digest --save last.json -q
put app.js 1201
run tare digest --against last.json
run tare digest --target x
echo "--- one that cannot be parsed"
echo 'FRM a' >Dockerfile
tare digest -q | cut -c 1-7
run tare digest -q -f Dockerfile
echo "--- files that are none"
run tare digest --cache app.js
run tare digest --cache lib
run tare digest --cache no/where 2>&1
run tare digest --against app.js
run tare digest --against no/where
run tare digest --save no/where
echo "--- the JSON fits the schema"
printf '%s\n' 'FROM a' 'COPY app.js /' >Dockerfile
put $'odd\xff'
tare digest --cache ../cache --save ../last.json --format json >../digest.json
put app.js 1202
rm $'odd\xff'
tare digest --cache ../cache --against ../last.json --format json >../change.json || echo "exit $?"
cat >../show.py <<'END'
import json, sys
import jsonschema

schema = json.load(open(sys.argv[1]))
for name in ("last", "digest", "change"):
    digest = json.load(open("../" + name + ".json"))
    jsonschema.validate(digest, schema)
    print(name, *digest)
print(json.dumps(digest["change"]))
END
/usr/bin/python3 ../show.py "$TARE_CASES/../../cli/schema/digest.schema.json"
