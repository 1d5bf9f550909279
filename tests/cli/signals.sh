# An interrupted archive is cut where every reader sees it; with -o the old file stays.
put a 10
put b 5000000
put ../out/old.tar 7
mkfifo ../stuck

# interrupt SIGNAL: packs into a pipe that nobody reads from until the signal was sent
interrupt() {
  tare pack -q . >../stuck &
  local tare=$!
  { sleep 0.3; kill "-$1" $tare; cat; } <../stuck >../cut.tar
  wait $tare
  echo "exit $?"
  for reader in 'tar -tf' 'bsdtar -tf' "$TARE_CASES/../support/list_tar.py"; do
    $reader ../cut.tar >/dev/null 2>&1 && echo "$reader took it"
  done
}
interrupt INT
interrupt TERM

tare pack -q -o ../stuck &
sleep 0.3; kill -TERM $!; wait $!
echo "exit $?"
ls -A ../out
