# An archive that breaks off is refused compressed, too: short or long, by an error or by a signal.
readers() {
  "$1" -q -t ../cut 2>/dev/null && echo "$1 took it"
  tar -taf ../cut >/dev/null 2>&1 && echo "tar took it"
  bsdtar -tf ../cut >/dev/null 2>&1 && echo "bsdtar took it"
  test -s ../cut || echo "nothing is no archive"
}
put a 5
put z 5
chmod 000 z
for method in gzip zstd; do
  run unprivileged tare pack --compress $method -o ../new .
  for size in 5 20000000; do
    put a $size
    unprivileged tare pack -q --compress $method . >../cut
    echo "exit $?"
    readers $method
  done
done
ls ../new 2>&1

# A pipe that nobody empties until the signal was sent.
chmod 600 z
head -c 20000000 /dev/urandom >a
mkfifo ../stuck
for method in gzip zstd; do
  for signal in TERM KILL; do
    tare pack -q --compress $method . >../stuck &
    { head -c 1; kill -$signal $!; cat; } <../stuck >../rest
    wait $!
    echo "exit $?"
    { case $method in gzip) printf '\x1f' ;; zstd) printf '\x28' ;; esac; cat ../rest; } >../cut
    readers $method
  done
done 2>/dev/null # where bash tells that one was killed
