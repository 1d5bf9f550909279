# What the README has for continuous integration does as it says, in the example.
readme=$TARE_CASES/../../README.md
cp -R "$TARE_CASES"/../data/shop/. .
rm -rf node_modules dist .git
section() { sed -n '/^## In CI/,/^## As a library/p' "$readme"; }
section | sed -n '/^    \[check\]/,/^$/s/^    //p' >.tare.toml
section | sed -n 's/^ *run: //p; /script:/,/^$/s/^ *- //p' >../commands
section | grep -o 'tare check --write-baseline [a-z.]*' >../first
cat .tare.toml ../first ../commands
run bash -e ../first
run bash -e ../commands
put key.pem 2500
while read -r command; do run bash -ec "$command"; done <../commands
