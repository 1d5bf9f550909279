# Bytes go to the rule that changed the verdict; where git would name another one, the text says so.
put a.log 100
put logs/b.log 2000
put keep.md 5
printf '%s\n' '*.log' '**/*.log' '!keep.md' 'k*.txt' >.dockerignore
tare
tare --format json | grep -c '"repeated": 1'
