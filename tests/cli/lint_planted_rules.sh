# What rules can have wrong, once each; lint_planted.sh has what a tree can have wrong.
found() { tare lint --no-git --disable not-excluded | sed -nE 's/^([^ ]+): (warning|note): ([a-z-]+): .*/\1 \3/p' | sort -t: -k2n; }
put src/app.js 10
put node_modules/x/index.js 10
put logs/today 10
put README.md 10
put docs/api.md 10
put build-out/app 10
put xx1 10
put keep.txt 10
put lib/a.h 10
put lib/a.c 10
printf '%s\n' node_modules node_modules/x 'tmp # scratch' logs/ '*.md' Build-Out 'x{2}*' nothing-here '!keep.txt' \
  keep.txt node_modules lib '!**/*.h' >.dockerignore
found
echo
# The exception of the last line would make BuildKit look everywhere.
printf '%s\n' 'lib/*' '!lib/*/**' >.dockerignore
put lib/deep/b.c 10
found
