# A build that fails shows what the step said, and the line of the Dockerfile.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
echo "--- where the builder says which line"
run tare build --target fails --progress plain
echo "--- where it does not"
run tare build --target fails-plainly -q
echo "--- in colours"
run tare build --target fails-plainly -q --color always 2>&1 | sed 's/\x1b/ESC/g'
