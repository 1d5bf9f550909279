# Every format tells the same findings, and each fits its schema.
shop
put certs/$'a:b,\xff%'.pem 5000
echo '!.git/HEAD' >>.dockerignore
check() {
  tare check --max-size 6kB --max-files 2 --forbid '**/*.pem' --require node_modules/express/README.md "$@"
}
check
check --format github
check --format json >../findings.json
check --format sarif >../findings.sarif
tare check --max-size 1GB --format github
tare check --max-size 1GB --format sarif >../none.sarif
tare check --max-size 1GB --format json >../none.json
printf '%s\n' '# tare: allow unused-rule' nothing nothing_else >>.dockerignore
tare lint --no-git --format json >../lint.json
/usr/bin/python3 - "$TARE_CASES/../.." <<'PYTHON'
import json, sys
import jsonschema

def load(name):
    return json.load(open(name, encoding="utf-8"), parse_constant=lambda c: sys.exit(c))

ours = load(sys.argv[1] + "/cli/schema/findings.schema.json")
sarif = load(sys.argv[1] + "/tests/data/sarif-2.1.0-rtm.5.json")
for name in "findings", "none":
    jsonschema.validate(load("../" + name + ".json"), ours)
    jsonschema.Draft4Validator(sarif, format_checker=jsonschema.draft4_format_checker).validate(load("../" + name + ".sarif"))
lint = load("../lint.json")
jsonschema.validate(lint, ours)
print("lint", lint["command"], lint["allowed"], "allowed" in load("../none.json"), lint["findings"][-1]["message"])
log, run = load("../findings.json"), load("../findings.sarif")["runs"][0]
print(log["context"], load("../none.json")["findings"], load("../none.sarif")["runs"][0]["results"])
for finding, result in zip(log["findings"], run["results"], strict=True):
    place = result["locations"][0]["physicalLocation"]
    print(finding["id"], finding.get("path"), finding.get("line"), finding["fix"])
    print("  largest", finding["largest"])
    print("  sarif", result["ruleId"], result["level"], place["artifactLocation"]["uri"], place["region"])
    print("  sarif", result["message"]["text"])
PYTHON
