# Lines that fit, and names that cannot do anything there.
long=packages/a-package-with-a-rather-long-name/node_modules/and-one-more-level
put $long/index.js
printf '%s\n' '**/node_modules/and-one-more-level' '!packages/*/node_modules/and-one-more-level/*.md' >.dockerignore
script -qec "stty cols 80; tare why --trace $long/x.md $long/index.js $long" /dev/null | tr -d '\r' | tee ../out
grep -v '^packages.*sent' ../out | wc -L
tare why -n $'esc\e[31m' $'line\nbreak' | cat -v
