# Never an empty file in its place: an error, and what was written is no archive.
put a 5
put b 5
put c 5
chmod 000 b
run unprivileged tare pack -o out.tar
ls
unprivileged tare pack . >../cut.tar
echo "exit $?"
for reader in 'tar -tf' 'bsdtar -tf' "$TARE_CASES/../support/list_tar.py"; do
  $reader ../cut.tar >/dev/null 2>&1 && echo "$reader took it"
done
true
