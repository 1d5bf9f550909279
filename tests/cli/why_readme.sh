# The examples in the README are true.
cp "$TARE_CASES"/../data/shop/.dockerignore .
tare why --all README.md docs/api.md >../said
printf '%s\n' '**/gen' '!src/gen/*.js' >.dockerignore
put src/gen/a.js
tare why --trace src/gen/a.js >>../said
while IFS= read -r line; do
  grep -qxF -- "    $line" "$TARE_CASES/../../README.md" || echo "not in the README: $line"
done <../said
wc -l <../said
