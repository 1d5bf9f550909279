# Two reports: what is sent, what is not, and the rules and places that made the difference.
shop
tare report --format json >../before.json
put app.js 5000
put node_modules/huge 2000000
rm README.md
printf '%s\n' node_modules '*.md' .git lib >.dockerignore
tare report --format json >../after.json
tare diff ../before.json ../after.json
echo "--- the same"
tare diff ../after.json ../after.json
echo "--- no reports"
echo '{"schema": 2}' >../other.json
echo '{"schema": 1, "context": {"files": "many", "bytes": 1}}' >../broken.json
echo '{' >../cut.json
for report in other broken cut; do run tare diff ../before.json ../$report.json; done
run tare diff ../before.json .
