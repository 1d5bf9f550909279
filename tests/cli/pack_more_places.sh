# Ten places are told, the rest in one line.
for i in {1..13}; do put "out$i/file" $((i * 1000)); done
put a.log 5
put b.log 6
put only.tmp 7
printf '%s\n' 'out*' '*.log' '*.tmp' .dockerignore >.dockerignore
tare pack -o /dev/null
