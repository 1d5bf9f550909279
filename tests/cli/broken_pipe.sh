# A reader that leaves early is an error, told once where it matters.
for i in {1..3000}; do echo "$i" >"file-with-a-long-name-$i"; done
{ tare ls; echo "exit $?" >&2; } | head -1
put big 3000000
{ tare pack -q .; echo "exit $?" >&2; } | head -c 1000 >../head
wc -c <../head
