# A baseline is small, the same on any machine, and tells what has grown.
shop
put src/a.js 5000
put $'odd\xff/x' 100
run tare check --write-baseline ../base.json
cat ../base.json
run tare check --baseline ../base.json --max-growth 0
put src/b.js 300
put new/c.js 50
run tare check --baseline ../base.json --max-growth 5%
run tare check --baseline ../base.json --max-growth 4% --write-baseline ../next.json
run tare check --baseline ../base.json --max-growth 349
run tare check --baseline ../base.json --max-growth 350
run tare check --baseline ../next.json --max-growth 0%
# A report serves as one, and so does the answer of a check; it does not tell what has grown.
tare --format json >../report.json
tare check --max-files 99 --format json >../check.json
put src/d.js 1000
run tare check --baseline ../report.json --max-growth 1kB
run tare check --baseline ../check.json --max-growth 999
for text in '' '{' '[]' '{"schema":2}' '{"schema":1,"context":{"files":1,"bytes":-1}}' \
  '{"schema":1,"context":{"files":1,"bytes":1},"parts":[{"path_b64":"?","files":1,"bytes":1}]}'; do
  echo "$text" >../bad.json
  run tare check --baseline ../bad.json --max-growth 1kB
done
run tare check --baseline ../none.json --max-growth 1kB
run tare check --baseline .. --max-growth 1kB
run tare check --write-baseline nowhere/base.json
