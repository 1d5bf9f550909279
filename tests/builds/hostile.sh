# Nothing that a builder says reaches the terminal as it is.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
run tare build --target hostile --progress plain
echo "--- as JSON"
run tare build --target hostile --progress json 2>&1 | grep -aE '"(output|warning|error)"|evil'
