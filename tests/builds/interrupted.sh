# An interrupt ends the build on the builder, too; the second one ends the program at once.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
# interrupt SIGNAL: once the step runs.
interrupt() {
  tare build --target hangs --progress plain 2>../log &
  local build=$! code=0 deadline=$((SECONDS + 20))
  until grep -q 'RUN make all' ../log; do
    ((SECONDS < deadline)) || break
    sleep 0.02
  done
  kill "-$1" "$build"
  wait "$build" || code=$?
  echo "exit $code"
  grep -E 'CANCELLED|^tare' ../log
}
interrupt TERM
# A shell lets what it runs in the background ignore the other one.
run python3 - <<'END'
import signal, subprocess
signal.signal(signal.SIGINT, signal.SIG_DFL)
build = subprocess.Popen(["tare", "build", "--target", "hangs", "--progress", "plain"], stderr=subprocess.PIPE)
for line in build.stderr:
    if b"RUN make all" in line:
        build.send_signal(signal.SIGINT)
    if b"CANCELLED" in line:
        print("the builder has stopped")
print("exit", build.wait())
END
