#!/bin/sh
# Makes certificates in a directory: of an authority, of a server for localhost and 127.0.0.1, of one
# whose time is over, of a client; and those of another authority.
#
#   certificates.sh DIRECTORY
set -eu
cd "$1"
exec 2>openssl.log # it tells of each step

# authority NAME
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj "/CN=authority $1" -keyout "$1-key.pem" -out "$1.pem"
}

# signed NAME AUTHORITY EXTENSIONS [OPTION...]
signed() {
  name=$1 by=$2
  printf '%s\n' "$3" >"$name.ext"
  shift 3
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
    -keyout "$name-key.pem" -out "$name.csr"
  openssl x509 -req -in "$name.csr" -CA "$by.pem" -CAkey "$by-key.pem" -CAcreateserial \
    -extfile "$name.ext" -out "$name.pem" "$@"
}

authority ca
authority other
signed server ca "subjectAltName=DNS:localhost,IP:127.0.0.1" -days 2
signed elsewhere ca "subjectAltName=DNS:elsewhere.example" -days 2
signed expired ca "subjectAltName=IP:127.0.0.1" -days -1
signed client ca "extendedKeyUsage=clientAuth" -days 2
signed stranger other "extendedKeyUsage=clientAuth" -days 2
openssl ec -in client-key.pem -aes128 -passout pass:Pa55 -out locked-key.pem
