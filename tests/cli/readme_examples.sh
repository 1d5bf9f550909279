# The examples in the README are true.
printf '%s\n' '**/gen' '!src/gen/*.js' >.dockerignore
put src/gen/a.js
tare why --trace src/gen/a.js >../said
rm -r .dockerignore src
cp -R "$TARE_CASES"/../data/shop/. .
rm -rf node_modules dist .git
tare lint >>../said
while IFS= read -r line; do
  grep -qxF -- "    $line" "$TARE_CASES/../../README.md" || echo "not in the README: $line"
done <../said
wc -l <../said
