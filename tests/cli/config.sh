# Options from a .tare.toml in the context; those of the command line win.
shop
mkdir -p ci
printf 'lib\n' >ci/ignore
cat >.tare.toml <<'TOML'
ignore-file = "ci/ignore"
dialect = "classic"

[check]
max-size = "1kB"     # a string
max-files = 3        # or a number
forbid = ["lib", "**/*.md"]
TOML
run tare check
run tare check --max-size 1GB --max-files 9
run tare check --max-size 1GB --max-files 1000 --forbid nothing
run tare check --no-config --max-size 1GB
# The keys at the top are for every command.
tare ls --excluded
tare why lib
tare --format json | grep dialect
tare pack -q | tar -t | grep -c lib
tare --no-ignore | head -n 2
tare ls --excluded --ignore-file .dockerignore
(cd .. && tare ls context --excluded && tare why --context context lib)
printf 'no-ignore = false\nfile = "ci/x.Dockerfile"\n' >.tare.toml
run tare ls
touch ci/x.Dockerfile
echo lib/cart.js >ci/x.Dockerfile.dockerignore
tare ls --excluded
printf 'no-ignore = true\n[check]\nformat = "json"\nrequire = "[[]id]"\nforbid = ["[[]id]", "{}"]' >.tare.toml
put '[id]'
put '{}'
tare check | grep message
# A section for lint, with a list; one on the command line replaces it.
rm -r ./* .dockerignore .git
put node_modules/a/index.js 5000
printf '[lint]\nno-git = true\nfail-on = "warning"\ndisable = ["not-excluded", "secret"]\n' >.tare.toml
run tare lint
run tare lint --disable secret
run tare lint --disable secret --fail-on error
