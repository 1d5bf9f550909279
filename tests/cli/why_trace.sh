# What each rule did, from the topmost directory down.
put src/gen/a.js
put Dockerfile
printf '%s\n' '!src' '!**/*.map' '**/gen' vendor '!src/gen/*.js' '*/gen' Dockerfile '!vendor/*/LICENSE' 'vendor/*' >.dockerignore
tare why --trace src/gen/a.js src/gen src/gen/b.map vendor/x/LICENSE Dockerfile other.txt ./
echo -- classic
tare why --dialect classic --trace vendor/x/LICENSE src/gen
