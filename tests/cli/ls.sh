shop
put $'odd\n\e[31mname'
ln -s app.js link
tare ls
echo -- NUL
tare ls -0 | tr '\0\n' '\n?' | cat -v
