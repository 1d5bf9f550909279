# Each names the file and the line; nothing is packed.
for line in '[a' "a\\" '[z-a]*' '\C' '!' '\i'; do
  printf 'ok\n%s\n' "$line" >.dockerignore
  run tare pack -o out.tar
done
printf 'a\0b\n' >.dockerignore
run tare ls
{ printf '\n\n'; head -c 65536 /dev/zero | tr '\0' x; } >.dockerignore
run tare ls
mkdir shop
echo '[a' >shop/.dockerignore
run tare shop
ls
