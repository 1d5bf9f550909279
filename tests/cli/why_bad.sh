shop
run tare why
run tare why app.js ../app.js
run tare why lib/../..
run tare why /etc/passwd
run tare why ''
printf '.git\n../x\n' | run tare why --stdin
printf '.git\0\0' | run tare why --stdin -0 --format text | tr '\0' '|'
printf 'a\0b\0' | run tare why --stdin
head -c 2000000 /dev/zero | tr '\0' x | run tare why --stdin
run tare why --stdin <.
run tare why --trace -0 x
run tare why --trace --format json x
run tare why -q --trace x
run tare why -q -n x
run tare why --contxt x
run tare why --context nowhere x
tare why .git >/dev/full || echo "exit $?"
