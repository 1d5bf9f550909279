run tare pakc
run tare rep
run tare xyzzy
run tare pack --no-measur
run tare --dialekt classic
run tare ls a b
run tare --dialect podman
run tare --threads 0
run tare --threads many
run tare --format xml
run tare pack -f
run tare --no-ignore --ignore-file x
run tare wyh x
run tare ls -- -x
