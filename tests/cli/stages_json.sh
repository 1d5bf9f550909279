# JSON that fits the schema, and a graph, whatever the names.
put 'a "b"<c>' 10
put lib/x 20
put left/over 30
ln -s lib l
printf '%s\n' lib/y >.dockerignore
cat >Dockerfile <<'END'
FROM scratch AS one
ONBUILD COPY lib /
COPY --exclude=*.md lib* l/x l/y /
FROM one
COPY ["a \"b\"<c>", "no\u001b", "/"]
RUN --mount=from=busybox,target=/b --mount=target=/c make
END
tare stages --format json >../stages.json || true
/usr/bin/python3 - ../stages.json "$TARE_CASES/../../cli/schema/stages.schema.json" <<'PYTHON'
import json, sys
import jsonschema
stages = json.load(open(sys.argv[1]))
jsonschema.validate(stages, json.load(open(sys.argv[2])))
print(stages["needed"]["bytes"], [(p["path"], p["bytes"]) for p in stages["unused"]["largest"]])
for stage in stages["stages"]:
    for step in stage["steps"]:
        print(step["instruction"], step["from_base"], step["from"], [(s["path"], s["missing"]) for s in step["sources"]])
PYTHON
tare stages --dot || true
run tare stages --dot --format json
