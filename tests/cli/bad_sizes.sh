# What is too large, too deep or too much is an error that says what to do.
bytes() { head -c "$1" /dev/zero | tr '\0' "$2"; }
{ bytes 65535 a; echo; echo '[b'; } >.dockerignore
run tare ls
{ printf 'a\n'; bytes 65536 a; echo; } >.dockerignore
run tare ls
bytes 65536 '#' >.dockerignore
run tare ls
yes '#' | head -c 67108865 >.dockerignore
run tare ls
yes a | head -n 1000001 >.dockerignore
run tare ls
rm .dockerignore
config() {
  printf '%b' "$1" >.tare.toml
  run tare check --max-files 9
}
config "\n\na$(yes .a | head -n 100000 | tr -d '\n') = 1\n"
config "\n[a.b.c.d.e.f.g.h.i]\n"
config "\n[a.b.c.d.e.f.g.h]\n"
config "a = $(bytes 17 '[')$(bytes 17 ']')\n"
config "$(bytes 1000 k) = 1\n"
config "[check]\nforbid = [$(yes '"a",' | head -n 1001 | tr -d '\n')]\n"
config "[check]\nforbid = [$(yes '"a",' | head -n 1000 | tr -d '\n')]\n"
rm .tare.toml
deep=$(bytes 100000 '[')$(bytes 100000 ']')
echo "{\"schema\": $deep}" >../deep.json
run tare check --max-growth 5% --baseline ../deep.json
run tare digest --against ../deep.json
run tare diff ../deep.json ../deep.json
ln -s l1 l0
run /usr/bin/python3 - <<'PYTHON'
import os
for i in range(1, 40): os.symlink(f"l{i + 1}/" + "x/" * 1000, f"l{i}")
PYTHON
printf 'FROM scratch\nCOPY l0 /\n' >Dockerfile
run tare ls --needed
rm l20
run tare ls --needed | head -n 3
