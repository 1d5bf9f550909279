# What a builder would ask for, without one.
put src/a.js 1000
put docs/guide 5000
put docs/more 300
put node_modules/x 70000
put notes.txt 40
echo node_modules >.dockerignore
printf 'FROM scratch\nCOPY src /src\nFROM scratch AS docs\nCOPY docs /\nFROM scratch AS all\nCOPY . /\nFROM scratch AS none\n' >Dockerfile
export TARE_BUILDER=unix:///nowhere
run tare build --dry-run --target docs
run tare build --dry-run --target all
run tare build --dry-run --target none
echo "--- rules of the Dockerfile's own; .containerignore is not a builder's"
mv .dockerignore .containerignore
run tare build --dry-run --target all | tail -n 4
printf 'docs\n' >Dockerfile.dockerignore
run tare build --dry-run --target all | tail -n 4
rm Dockerfile.dockerignore
mv .containerignore .dockerignore
echo "--- since a digest was saved"
tare digest -q --save ../last.json --target all >/dev/null
echo more >>src/a.js
run tare build --dry-run --target all --against ../last.json | tail -n 3
echo "--- a Dockerfile elsewhere, and one that cannot be built"
mkdir ../elsewhere && mv Dockerfile ../elsewhere/D
run tare build --dry-run -f ../elsewhere/D --target docs
run tare build --dry-run -f ../elsewhere/D --target nope
