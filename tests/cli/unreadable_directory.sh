# To be included: an error. Excluded: a lower bound.
put a 5
put d/x 5
put d/e/y 7
chmod 000 d/e
run unprivileged tare pack -o /dev/null
echo d >.dockerignore
run unprivileged tare pack -o /dev/null
run unprivileged tare
unprivileged tare report --format json | grep -n complete
echo -- spelled out below it
printf 'd\n!d/e/y\n' >.dockerignore
run unprivileged tare pack -o /dev/null
echo -- maybe below it
printf 'd\n!**/*.md\n' >.dockerignore
run unprivileged tare pack -o /dev/null
