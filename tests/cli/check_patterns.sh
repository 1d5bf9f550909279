# What must not be there, and what has to be.
shop
put certs/a.pem 100
put certs/test.pem 100
put dist/app.js 100
mkdir -p empty
printf 'dist\nDockerfile\n' >>.dockerignore
put Dockerfile 10
run tare check --forbid '**/*.pem' --forbid '.git' --require 'lib/*.js'
run tare check --forbid '**/*.pem' --forbid '!certs/test.pem' --forbid certs/a.pem --forbid empty
# What only the builder gets is neither the user's fault nor missing.
run tare check --forbid Dockerfile --require Dockerfile
run tare check --require dist/app.js --require 'dist/*.js' --require dist --require lib/nope --require '**/*.css' --require '[a]'
echo '!dist/app.js' >>.dockerignore
run tare check --require dist/app.js --require dist
