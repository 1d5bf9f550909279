put file
run tare pack nowhere -o out.tar
run tare pack file -o out.tar
run tare nowhere/
run tare ls file
mkdir locked
chmod 000 locked
run unprivileged tare pack locked -o out.tar
ls
