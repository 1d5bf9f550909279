# Lines keep to the terminal, and wide terminals get longer bars.
shop
put "public/$(printf 'long-%.0s' {1..40})/$(printf 'name-%.0s' {1..30}).png" 90000
put vendor/one.js 50; put vendor/two.js 50; put vendor/three.js 50
for columns in 60 80 120 200; do
  script -qec "stty cols $columns; tare --color never" /dev/null </dev/null | tr -d '\r' >report
  echo "$columns: $(wc -L <report) $(head -2 report | tail -1 | tr -cd '█' | wc -m)"
done
