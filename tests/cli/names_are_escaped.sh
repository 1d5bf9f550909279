# Nothing that a name holds reaches the terminal as a command.
put $'esc\e[31m/x' 10
put $'bidi\u202egnp.exe' 20
put $'line\nbreak' 30
printf '*\n' >.dockerignore
{
  tare
  tare pack -o /dev/null
  tare ls --no-ignore
  tare ls --excluded -l
  run tare $'no\e[31m/where'
  echo $'[\e' >.dockerignore
  run tare
} >../all 2>&1
grep -cP '\x1b|\x{202e}' ../all
grep -v ' 20[0-9][0-9]-' ../all
