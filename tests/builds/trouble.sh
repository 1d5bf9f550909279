# Trouble that is not the build's: each with its exit code and a message that says what to do.
source "$TARE_CASES/../builds/functions.sh"
small
export DOCKER_CONFIG=$PWD/../docker
echo "--- usage"
run tare build -
run tare build -f -
run tare build nowhere
run tare build Dockerfile
run tare build -f nowhere
mkdir sub
run tare build -f sub
run tare build -f sub/
rmdir sub
mkdir -p ../other/Dockerfile
run tare build ../other
run tare build -t Shop
run tare build -t shop:
run tare build -t shop@sha256:12
run tare build -t a//b
run tare build --push
run tare build --label =x
run tare build --build-arg =x
run tare build --against x
run tare build --format json
run tare build --builder nonsense://x
run tare build --builder user:Pa55@host 2>&1 | cut -d : -f 1-5
printf 'build-arg = ["HOME"]\n' >.tare.toml
run tare build
printf '[build]\nbuilder = "exec:false"\n' >.tare.toml
run tare build
rm .tare.toml
echo "--- nobody there"
run tare build --builder "buildkit+unix://$PWD/../socket" 2>&1 | sed "s|$PWD|PWD|g"
run tare build --builder 'exec:echo no such pod >&2; exit 3'
echo "--- a builder that goes away"
start_builder
# What it has told before it went may arrive or not.
run tare build --target dies --progress plain 2>&1 |
  sed -n "s|$PWD|PWD|g; s/ with it: .*/ with it: .../; s/; [0-9] steps*, [0-9] cached$//; /^#/d; p"
rm -f ../socket
start_builder
echo "--- a file that cannot be read"
chmod 0 b/c
run unprivileged tare build --progress plain
touch -d 2001-01-01 b/c
run unprivileged tare build --progress json 2>&1 | grep '"error"'
chmod 644 b/c
echo "--- a builder that asks for what it was not offered"
run tare build --target unknown-id -q
echo "--- one that does not end what it tells"
run tare build --target endless -q -t shop
echo "--- a credential helper that fails after it has printed the secret; the builder hears nothing of it"
start_dockerd
helper "echo '{\"Username\": \"u\", \"Secret\": \"Pa55\"'; exit 1"
run tare build --target asks -q
cat ../told
run tare build -q -t registry.example/shop --push
helper "echo the keychain is locked; exit 1"
run tare build --target asks -q
cat ../told
