# One of each thing that a Dockerfile can do wrong with the context, near misses, and a comment that
# allows one.
shop
put package.json 900
put media/intro.mp4 2000000
put src/a/b 10
put server.pem 10
echo '*.pem' >>.dockerignore
ln -s lib link
put lib/more.js 10
cat >Dockerfile <<'END'
FROM node:20 AS lost
COPY link/cart.js link/more.js server.pem gone yarn.lock* /etc/

FROM node:20 AS below
COPY src/*/** /src/

FROM node:20 AS mount
COPY lib /lib
RUN --mount=type=tmpfs,target=/tmp make

FROM node:20 AS twice
COPY package*.json ./
RUN npm ci
COPY . .
FROM twice AS again
ADD media /media

FROM node:20
# tare: allow broad-copy
COPY . .
RUN npm ci
END
for target in lost below mount twice again; do run tare lint --no-git --target $target; done
run tare lint --no-git --target lost --format github
# The last stage has nothing wrong but what is allowed.
run tare lint --no-git
sed -i '/allow/d' Dockerfile
run tare lint --no-git
# What cannot be read is a warning, and the rules are looked at all the same.
echo 'COPY' >>Dockerfile
run tare lint --no-git
run tare lint --no-git --target lost
