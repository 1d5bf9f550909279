# Names are relative to the context; absolute ones are found in it, also through a link.
mkdir shop
(cd shop && shop)
ln -s shop link
tare why --context shop node_modules/x "$PWD/shop/README.md" "$PWD/link/.git" "$PWD/link" -n | sed "s:$PWD:PWD:"
(cd link && tare why "$PWD/README.md" | sed "s:$PWD:PWD:")
tare ls shop -0 | tare why --context shop --stdin -0 -n | tr '\0' '|'
echo
echo '*' >rules
tare why --context shop --ignore-file rules app.js
tare why --no-ignore -n shop/README.md
