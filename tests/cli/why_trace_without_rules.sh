put app.js
tare why --trace app.js lib/app.js
touch .dockerignore
tare why --trace app.js
echo '!app.js' >.dockerignore
tare why --trace app.js x/y
