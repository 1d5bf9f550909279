# An ignore file that cannot be read never counts as empty.
put secret 10
mkdir .dockerignore
run tare pack -o out.tar
rmdir .dockerignore
mkfifo .dockerignore
run timeout 10 tare pack -o out.tar
rm .dockerignore
echo secret >.dockerignore
chmod 000 .dockerignore
run unprivileged tare pack -o out.tar
rm -f .dockerignore
ln -s nowhere .dockerignore
run tare pack -o out.tar
ln -sf /etc/hostname .dockerignore
run tare pack -o out.tar
run tare pack --ignore-file missing -o out.tar
run tare pack --ignore-file /dev/null -o out.tar
ls -A
