# All extended attributes on request; the usual archive holds capabilities only.
put a 5
python3 -c 'import os; os.setxattr("a", "user.colour", b"green\0")'
attributes() {
  python3 -c '
import sys, tarfile
for entry in tarfile.open(sys.argv[1]):
    print(entry.name, {k: v for k, v in entry.pax_headers.items() if k.startswith("SCHILY")})' "$1"
}
run tare pack -q -o ../out.tar
attributes ../out.tar
run tare pack -q -o ../out.tar --xattrs
attributes ../out.tar
run tare pack -q -o ../out.tar --xattrs --reproducible
