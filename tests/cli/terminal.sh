# A terminal gets no archive, and lines that fit.
shop
put "packages/a-package-with-a-rather-long-name/node_modules/and-one-more-level/index.js" 5000
printf '%s\n' '**/node_modules/and-one-more-level' >>.dockerignore
run script -qec 'tare pack .' /dev/null | tr -d '\r'
script -qec 'stty cols 80; tare pack -o /dev/null' /dev/null | tr -d '\r'
script -qec 'stty cols 80; tare --color never' /dev/null | tr -d '\r' >../report
head -2 ../report
wc -L <../report
