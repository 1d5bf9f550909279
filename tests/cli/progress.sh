# One line on a terminal, gone in the end; none on a pipe, on a dumb terminal, or where it is not wanted.
truncate -s 20M big
mkfifo ../slow

# pack TERM [OPTION...]: says whether something was redrawn, and what is left to see in the end
pack() {
  { head -c 1000000; sleep 0.8; cat; } <../slow >/dev/null &
  TERM=$1 script -qec "stty cols 80; tare pack -o ../slow ${*:2}" /dev/null >../seen
  wait
  grep -q $'\r\e.*tare: 0 entries, [0-9.]* MB, .* s  big\e' ../seen && echo "$*: shown"
  sed $'s/.*\e\\[K//' ../seen | tr -d '\r'
}
pack xterm
pack xterm --progress=always
pack xterm --progress=never
pack xterm -q
pack dumb --progress=always
{ sleep 0.8; cat; } <../slow >/dev/null &
tare pack -o ../slow --progress=always
