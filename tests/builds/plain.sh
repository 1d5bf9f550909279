# A line for each event, and only the digest on standard output.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
run tare build -t shop >../digest
cat ../digest
echo "--- again, of which nothing has to be sent"
run tare build -t shop >../digest
echo "--- a name less: nothing is exported, and so there is no digest"
run tare build 2>/dev/null
echo "--- quiet"
run tare build -q -t shop
echo "--- verbose"
touch -d '2001-01-01' a
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("ctl")'
run tare build -v -t shop 2>&1 | grep -v '^#'
echo "--- a terminal, on which what runs is drawn"
script -qec "TERM=xterm tare build -t shop" /dev/null | grep -aoE '#2 \[build 1/2\] COPY . . .*CACHED|tare: .* cached' | sed 's/\x1b\[[0-9;]*m//g'
