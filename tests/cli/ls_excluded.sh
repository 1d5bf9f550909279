# A directory stands for all below it, also when Docker looked into it in vain.
shop
put docs/a.txt
put docs/keep/b.md
put docs/keep/c.txt
put drop/x/y
printf '%s\n' node_modules .git '*.md' docs drop '!docs/keep/*.md' >.dockerignore
echo -- buildkit
tare ls --excluded
echo -- classic
tare ls --excluded --dialect classic
