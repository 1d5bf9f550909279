# Colours of check, lint and suggest come on a terminal only, change nothing but the looks, and never get into
# what programs read or a file.
shop
put web/node_modules/x.js 5000
put dist/app.js 4000; put package.json 20
printf '%s\n' '*.log' '*.{a,b}' >>.dockerignore
plain() { sed 's/\x1b\[[0-9;]*m//g'; }
visible() { sed 's/\x1b/^/g'; }
colored() { grep -c $'\x1b\\['; }
on_terminal() { TERM=${TERM_IS-xterm} script -qec "$1" /dev/null </dev/null | tr -d '\r'; }
check='tare check --max-files 2 --forbid package.json --require nothing'
within='tare check --max-size 1GB'
for command in "$check" "$within" 'tare lint --no-git' 'tare suggest'; do
  echo "-- $command"
  $command --color always | visible
  diff <($command) <($command --color always | plain) && echo same
  echo "pipe $($command | colored), never $($command --color never | colored)," \
    "NO_COLOR and always $(NO_COLOR=1 $command --color always | colored)"
  echo "terminal $(on_terminal "$command" | colored), dumb $(TERM_IS=dumb on_terminal "$command" | colored)," \
    "NO_COLOR $(NO_COLOR=1 on_terminal "$command" | colored)"
done
for format in json github sarif; do
  echo "$format $($check --color always --format $format | colored), $(tare lint --no-git --color always --format $format | colored)"
done
tare suggest --write --color always
echo "written $(colored <.dockerignore)"
