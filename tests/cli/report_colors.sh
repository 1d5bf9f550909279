# Colours come on a terminal only, and change nothing but the looks.
shop
plain() { sed 's/\x1b\[[0-9;]*m//g'; }
colored() { grep -c $'\x1b\\['; }
on_terminal() { TERM=${TERM_IS-xterm} script -qec "$1" /dev/null </dev/null | tr -d '\r'; }
diff <(tare) <(tare --color always | plain) && echo same
echo "pipe $(tare | colored), always $(tare --color always | colored), never $(tare --color never | colored)"
echo "terminal $(on_terminal tare | colored), dumb $(TERM_IS=dumb on_terminal tare | colored)"
echo "NO_COLOR $(NO_COLOR=1 on_terminal tare | colored), empty $(NO_COLOR='' on_terminal tare | colored)"
echo "NO_COLOR and always $(NO_COLOR=1 tare --color always | colored)"
run tare --color blue
