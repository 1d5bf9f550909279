# The last line may lack its end; a carriage return is part of a name; -0 keeps the bytes.
shop
printf '.git\nlib\n*.md\r\nREADME.md' | tare why -n --stdin node_modules
echo -- fields
printf 'node_modules/\xff\nx\0app.js\0' | tare why -n --stdin -0 | tr '\0\n' '|?' | cat -v
echo
echo -- nothing
tare why --stdin </dev/null
echo -- as they come
coproc tare why --stdin
for path in .git lib node_modules; do echo "$path" >&"${COPROC[1]}"; [[ $path == lib ]] || head -n 1 <&"${COPROC[0]}"; done
