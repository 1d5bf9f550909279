# Names are escaped on a terminal, and lines match them all the same.
printf '%s\n' '_auth=YWJj' >.npmrc
mkdir -p $'a\e[1m'
head -c 120 /dev/zero | tr '\0' x >$'a\e[1m/[b].p12'
run tare lint
tare lint | sed -n 's/^    add: //p' | tail -1
tare lint --format json | grep -o '"path[^,]*'
