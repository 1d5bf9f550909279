# The JSON of both comparisons fits the schema.
shop
put $'odd\xff' 3
tare pack -q . -o ../before.tar
tare report --format json >../before.json
put new/file 12
rm app.js $'odd\xff'
chmod 700 lib
printf '!README.md\n' >>.dockerignore
put node_modules/more 1000
tare diff --format json ../before.tar . >../contents.json
tare report --format json >../after.json
tare diff --format json ../before.json ../after.json >../reports.json
tare diff --format json . . >../same.json
cat >../show.py <<'PYTHON'
import json, sys
import jsonschema

for name in ("contents", "same", "reports"):
    diff = json.load(open(f"../{name}.json", encoding="utf-8"))
    jsonschema.validate(diff, json.load(open(sys.argv[1])))
    print("---", name, {key: value for key, value in diff.items() if key != "changes"})
    for change in diff["changes"]:
        print(change)
PYTHON
/usr/bin/python3 ../show.py "$TARE_CASES/../../cli/schema/diff.schema.json"
