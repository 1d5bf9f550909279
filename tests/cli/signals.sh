# An interrupted archive is cut where every reader sees it; with -o the old file stays.
put a 10
put b 5000000
put ../out/old.tar 7
mkfifo ../stuck

# interrupt SIGNAL: packs into a pipe that nobody empties until the signal was sent
interrupt() {
  tare pack -q . >../stuck &
  local tare=$!
  { head -c 1; kill "-$1" $tare; cat; } <../stuck >../cut.tar
  wait $tare
  echo "exit $?"
  for reader in 'tar -tf' 'bsdtar -tf' "$TARE_CASES/../support/list_tar.py"; do
    $reader ../cut.tar >/dev/null 2>&1 && echo "$reader took it"
  done
}
interrupt INT
interrupt TERM

# While it waits for a reader of the FIFO; not before it listens for SIGTERM (bit 14).
tare pack -q -o ../stuck &
until ((0x$(awk '/^SigCgt/ { print $2 }' /proc/$!/status) & 1 << 14)); do sleep 0.01; done
kill -TERM $!
wait $!
echo "exit $?"
ls -A ../out
