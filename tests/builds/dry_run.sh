# What a builder would ask for, without one.
put src/a.js 1000
put docs/guide 5000
put docs/more 300
put node_modules/x 70000
put notes.txt 40
echo node_modules >.dockerignore
printf 'FROM scratch\nCOPY src /src\nFROM scratch AS docs\nCOPY docs /\nFROM scratch AS all\nCOPY . /\nFROM scratch AS none\n' >Dockerfile
export TARE_BUILDER=unix:///nowhere DOCKER_CONFIG=$PWD/../docker
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
echo "--- a Dockerfile in small letters, which a builder asks for by the large one"
mkdir ../small && cd ../small || exit
# shellcheck disable=SC2016
printf 'FROM scratch\nARG NO_PROXY\nCOPY ${NO_PROXY:-.} /\n' >dockerfile
put docs/guide 5000
put src/a.js 1000
echo docs >dockerfile.dockerignore
run tare build --dry-run
mv dockerfile.dockerignore Dockerfile.dockerignore
run tare build --dry-run
echo "--- the proxies of docker's configuration are build arguments"
mkdir ../docker
echo '{"proxies": {"default": {"noProxy": "src"}}}' >../docker/config.json
run tare build --dry-run
