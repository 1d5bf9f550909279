# An interrupt ends the build on the builder, too; the second one ends the program at once.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
# interrupt SIGNAL: once the step runs.
interrupt() {
  : >../log
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
# Credentials of a helper that waits for a password: for a base image, on a thread of the session, and
# for a push.
start_dockerd
helper "echo \$\$ >$PWD/../asked; exec sleep 300"
cat >../interrupt.py <<'END'
import json, os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
build = subprocess.Popen(["tare", "build", "--progress", "json", *sys.argv[1:]], stderr=subprocess.PIPE)
deadline = time.monotonic() + 20
while not (os.path.exists("../asked") and open("../asked").read().endswith("\n")):
    assert time.monotonic() < deadline, "the helper does not run"
    time.sleep(0.02)
helper = int(open("../asked").read())
os.remove("../asked")
begin = time.monotonic()
build.send_signal(signal.SIGINT)
events = [json.loads(line) for line in build.communicate()[1].splitlines()]
print("exit", build.returncode, "at once" if time.monotonic() - begin < 2.5 else "late")
print(events[-1]["event"], events[-1]["result"])
print("the helper", "runs" if os.path.exists(f"/proc/{helper}") else "has ended")
END
run /usr/bin/python3 ../interrupt.py --target asks
run /usr/bin/python3 ../interrupt.py -t registry.example/shop --push
echo "--- a signal that comes when the build is over: nothing is pushed"
helper "echo credentials not found in native keychain; exit 1"
cat >../late.py <<'END'
import json, signal, subprocess
signal.signal(signal.SIGINT, signal.SIG_DFL)
build = subprocess.run(["tare", "build", "--target", "signals", "-t", "registry.example/shop", "--push", "--progress", "json"],
                       stderr=subprocess.PIPE)
for line in build.stderr.splitlines():
    event = json.loads(line)
    print(event["event"], event.get("result", ""))
print("exit", build.returncode)
END
run /usr/bin/python3 ../late.py
export TARE_BUILDER=buildkit+unix://$PWD/../socket
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
