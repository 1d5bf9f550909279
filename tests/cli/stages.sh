# What each instruction takes, with all that is wrong with it; a wildcard that matches nothing is no
# reason to fail.
shop
put package.json 900
put package-lock.json 64100
put docs/index.html 5000
put secret.pem 10
echo '*.pem' >>.dockerignore
cat >Dockerfile <<'END'
FROM node:20 AS build
COPY package*.json ./
RUN npm ci
COPY . .
FROM build AS tests
RUN make check
FROM node:20-slim
COPY --from=build /app/dist ./
COPY lib /srv/lib
END
run tare stages
run tare stages --target build | head -3
sed -i 's/COPY lib/COPY secret.pem gone no*thing lib/' Dockerfile
run tare stages
# What comes in the wrong order, and a mount that costs more than it looks.
cat >Dockerfile <<'END'
FROM node:20
COPY . .
RUN npm ci
END
run tare stages | sed -n 2,3p
cat >Dockerfile <<'END'
FROM node:20
COPY lib /lib
RUN --mount=type=tmpfs,target=/tmp make
END
run tare stages | sed -n 3,4p
