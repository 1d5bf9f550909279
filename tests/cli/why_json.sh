# Strict JSON that fits the schema, whatever the names.
shop
printf '%s\n' '!**/*.md' .dockerignore '**/express' >>.dockerignore
printf '%s\0' node_modules/express/a.md node_modules/$'\xff\e\n' .dockerignore app.js . ./lib/ |
  tare why --stdin -0 --dialect classic --format json >why.json
/usr/bin/python3 - why.json "$TARE_CASES/../../cli/schema/why.schema.json" <<'PYTHON'
import base64, json, sys
import jsonschema

why = json.load(open(sys.argv[1], encoding="utf-8"), parse_constant=lambda c: sys.exit(c))
jsonschema.validate(why, json.load(open(sys.argv[2])))
print("schema", why["schema"], why["dialect"], why["ignore_file"])
for path in why["paths"]:
    name = path.get("path") or base64.b64decode(path["path_b64"])
    line = path["rule"] and path["rule"]["line"]
    print(name, path["excluded"], line, path["matched"], path["never_entered"], path["sent_for_builder"])
    for step in path["steps"]:
        rule = step["rule"]
        print(" ", rule["line"], rule["pattern"], rule["exception"], step["matched"], step["effect"])
PYTHON
