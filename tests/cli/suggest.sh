# What is usually left out, with what it would save; nothing that is excluded already.
shop
put .vscode/settings.json 30
put web/node_modules/x.js 5000
put package.json 20
put dist/app.js 4000
put src/dist/x.js 10
put $'odd\e/venv/x' 10; put $'odd\e/venv/pyvenv.cfg' 10; put venv/x 1
tare suggest
echo '-- without rules'
tare suggest --no-ignore | grep -v '^#'
echo '-- in the report'
tare | sed -n '/worth/,$p'
echo '-- nothing'
mkdir ../clean
tare suggest ../clean
