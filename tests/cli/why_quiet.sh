# For scripts: 0 when all of them are excluded.
shop
run tare why -q node_modules/x .git
run tare why -q node_modules app.js
printf 'README.md\0' | run tare why -q --stdin -0
tare ls -0 | run tare why -q --stdin -0
run tare why -q ../x
run tare why app.js
