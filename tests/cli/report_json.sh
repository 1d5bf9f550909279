# Strict JSON that fits the schema, whatever the names.
shop
put $'odd/\xff\xfe\x1b' 3
printf 'odd/*\n!lib\n' >>.dockerignore
tare report --format json >report.json
/usr/bin/python3 - report.json "$TARE_CASES/../../cli/schema/report.schema.json" <<'PYTHON'
import base64, json, sys
import jsonschema

report = json.load(open(sys.argv[1], encoding="utf-8"), parse_constant=lambda c: sys.exit(c))
jsonschema.validate(report, json.load(open(sys.argv[2])))
print("schema", report["schema"], report["dialect"], report["ignore_file"])
print("context", report["context"])
print("excluded", report["excluded"])
for rule in report["rules"]:
    print(rule["line"], rule["pattern"], rule["exception"], rule["files"], rule["bytes"])
for place in report["excluded_paths"]:
    name = place.get("path") or base64.b64decode(place["path_b64"])
    print(name, place["directory"], place["files"], place["bytes"], place["rule"]["line"])
PYTHON
