# Every line is JSON that fits the schema.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
for target in built fails hostile unknown-id; do
  tare build -v --target "$target" -t shop --progress json >/dev/null 2>>../events
done
tare build --progress json -t Shop 2>>../events
tare build --dry-run --format json >>../events
tare digest -q --save ../last.json >/dev/null
echo more >>a
tare build --dry-run --against ../last.json --format json >>../events
start_dockerd
helper "echo credentials not found in native keychain; exit 1"
for name in shop denied; do
  tare build --progress json -t "registry.example/$name" --push >/dev/null 2>>../events
done
cat >../show.py <<'END'
import json, sys
import jsonschema

check = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
seen = {}
for line in open("../events"):
    event = json.loads(line)
    check.validate(event)
    name = event.get("event", "dry run")
    seen[name] = seen.get(name, 0) + 1
    if name in ("error", "summary"):
        event.pop("seconds", None)
        print(json.dumps(event))
print(sorted(seen))
END
/usr/bin/python3 ../show.py "$TARE_CASES/../../cli/schema/build.schema.json"
