# Tars as they come from elsewhere: what a builder would make of them, and nothing unpacked.
shop
rm -r node_modules .git ./*.md .dockerignore
tar -cf ../gnu.tar .
tare diff . ../gnu.tar
tar -C .. --transform 's,^context,/,' -P -czf ../absolute.tgz context
tare diff . ../absolute.tgz
cat >../make.py <<'PYTHON'
import io, sys, tarfile

def tar(name, *entries):
    with tarfile.open(f"../{name}.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        for name, kind, content in entries:
            info = tarfile.TarInfo(name)
            info.type = kind
            info.mode = 0o755 if kind == tarfile.DIRTYPE else 0o644
            if kind == tarfile.REGTYPE:
                info.size = len(content)
            else:
                info.linkname = content
            archive.addfile(info, io.BytesIO(content.encode()) if kind == tarfile.REGTYPE else None)

file, directory, link, hard = tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
app, cart = "x" * 1200, "x" * 800
tar("later", ("app.js", file, "old"), ("lib", directory, ""), ("lib/cart.js", hard, "app.js"),
    ("lib/./cart.js", file, cart), ("lib/../app.js", file, app))
tar("hard", ("app.js", file, app), ("lib", directory, ""), ("lib/cart.js", file, cart), ("twin", hard, "./app.js"),
    ("third", hard, "twin"))
tar("replaced", ("app.js", file, app), ("lib", directory, ""), ("lib/cart.js", file, cart), ("lib", link, "/etc"))
tar("outside", ("app.js", file, app), ("lib/../../x", file, ""))
tar("nowhere", ("twin", hard, "app.js"), ("app.js", file, app))
tar("none")
PYTHON
/usr/bin/python3 ../make.py
for name in later hard replaced none outside nowhere; do
  echo "--- $name"
  run tare diff . ../$name.tar
done
echo "--- damaged"
tare pack -q . -o ../whole.tar
head -c 1500 ../whole.tar >../cut.tar
gzip -c ../whole.tar | head -c 150 >../cut.tgz
printf 'no tar' >../text
: >../empty
for name in cut.tar cut.tgz text empty missing; do run tare diff . ../$name 2>&1 | sed 's/tar: .*/tar: .../'; done
run tare diff - - </dev/null
