# What the target of a Dockerfile asks for, told apart from what the rules exclude.
shop
put assets/hero.png 5000
put docs/guide.txt 400
put lib/cart.test.js 90
cat >Dockerfile <<'END'
ARG DIR=lib
FROM alpine AS assets
COPY assets/*.png /img/
FROM alpine AS code
ARG DIR
COPY $DIR app.js ./
FROM code
COPY --from=assets /img ./
END
echo '--- the last stage, and all that it is built from'
tare ls -v --needed
echo '--- one stage, and another argument'
tare ls --needed --target code --build-arg DIR=docs
echo '--- what is left out'
tare ls --needed --target assets --excluded -l | sed -E 's/^[^ ]+ +[0-9,-]+ [0-9-]+ [0-9:]+ //'
tare report --needed --target code --top 3
tare report --needed --target code --no-measure | head -3
for target in 'code --no-measure' assets; do
  # shellcheck disable=SC2086
  tare pack --needed --target $target 2>../summary >../context.tar
  tar -tf ../context.tar
  cat ../summary
done
echo '--- within limits'
tare check --needed --target assets --max-files 2
echo "exit $?"
printf 'target = "code"\n[check]\nneeded = true\nmax-files = 2\n' >.tare.toml
tare check
echo "exit $?"
tare check --target assets --max-files 4
echo "exit $?"
tare ls | head -2
echo '--- a digest is of what is built, needed or not'
[ "$(tare digest -q)" = "$(tare digest -q --no-config --target code)" ] && echo 'the target of .tare.toml'
rm .tare.toml
tare report --needed --target code --format json >report.json
/usr/bin/python3 - report.json "$TARE_CASES/../../cli/schema/report.schema.json" <<'PYTHON'
import json, sys
import jsonschema

report = json.load(open(sys.argv[1]))
jsonschema.validate(report, json.load(open(sys.argv[2])))
print(report["context"]["bytes"], report["unneeded"], report["excluded"]["bytes"])
print([place["path"] for place in report["unneeded_paths"]], report["directories_read"])
PYTHON
echo '--- what cannot be asked'
tare ls --target code
echo "exit $?"
tare ls --needed --target cod
echo "exit $?"
tare ls --needed --dialect classic
echo "exit $?"
tare ls --needed --build-arg =x
echo "exit $?"
printf 'FROM alpine\nCOPY app.js /\nCOPY [a app.js /\n' >Dockerfile
tare ls --needed
echo "exit $?"
printf 'FROM alpine\nCOPPY app.js /\n' >Dockerfile
tare ls --needed
echo "exit $?"
rm Dockerfile
tare ls --needed
echo "exit $?"
