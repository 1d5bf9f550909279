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
run /usr/bin/python3 - <<'END'
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
# A builder that does not stop gets some seconds, unless there is a second interrupt.
run /usr/bin/python3 - <<'END'
import signal, subprocess, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
for times in 1, 2:
    build = subprocess.Popen(["tare", "build", "--target", "stubborn", "--progress", "plain"], stderr=subprocess.PIPE)
    for line in build.stderr:
        if b"RUN make all" in line:
            break
    begin = time.monotonic()
    for _ in range(times):
        build.send_signal(signal.SIGINT)
        time.sleep(0.5)
    code = build.wait()
    took = time.monotonic() - begin
    print("exit" if code > 0 else "ended by", abs(code), "at once" if took < 2.5 else "in time" if took < 9 else "late")
END
