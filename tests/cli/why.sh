# The deciding rule for what is excluded; with -n what is included, too. Paths need not exist.
shop
printf '%s\n' '!README.md' node_modules 'pages/[[]id]' '!lib' >>.dockerignore
tare why node_modules/express/index.js app.js README.md CHANGES.md .git/config
echo -- all
tare why -n ./node_modules//express/ app.js lib/../.git/ README.md 'pages/[id]' '[id]' '{}' . -- -x
