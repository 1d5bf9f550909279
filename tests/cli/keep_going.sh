# One warning for each entry that cannot be read, a complete archive without them, and exit code 0.
# shellcheck disable=SC2086 # a command of several words
put a 5
put b 5
put d/x 5
put e/f/y 5
put z 7
chmod 000 b d e/f
for command in 'pack -o ../out.tar' 'report --top 3' ls; do
  run unprivileged tare $command
  run unprivileged tare $command --keep-going
done
tar -tvf ../out.tar | awk '{ print $1, $3, $6 }'
run unprivileged tare pack -q --keep-going -o ../out.tar
unprivileged tare report --format json --keep-going 2>&1 | grep -n missing
echo -- compressed on a pipe
unprivileged tare pack --keep-going -q --compress gzip . 2>/dev/null | tar -tz
echo -- what is excluded is no trouble, what an exception spells out is
printf 'e\n!e/f/y\nd\nb\n' >.dockerignore
run unprivileged tare ls
run unprivileged tare ls --keep-going
run unprivileged tare pack --keep-going -o ../out.tar
tar -tf ../out.tar
echo -- nothing is forgiven of the context itself
chmod 000 .
run unprivileged tare ls --keep-going .
chmod 755 .
