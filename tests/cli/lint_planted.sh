# A tree with a secret of each sort and one of each other thing that a tree can have wrong, and near
# misses: none of these may be told. What rules can have wrong is in lint_planted_rules.sh.
# shellcheck disable=SC2016
write() {
  mkdir -p "$(dirname -- "$1")"
  printf '%s\n' "${@:2}" >"$1"
}
# In pieces, so that nobody takes this file for a key.
pem() { printf -- '-----BEGIN %s-----\n%064d\n-----END %s-----\n' "$1" 0 "$1"; }

mkdir shop && cd shop || exit
git init -q .
git config remote.origin.url https://me:hunter2@example.org/shop.git
rm -r .git/hooks .git/info
write .gitignore generated/
put generated/api.js 500
put node_modules/left-pad/index.js 900
put dist/app.js 70
write package.json '{}'
write ../elsewhere 'FROM scratch'
ln -s ../elsewhere Dockerfile
write Dockerfile.dockerignore '# to be written'
write .dockerignore '**' '!src'

write .env 'DB_PASSWORD=hunter2'
write .env.production 'export KEY="abc"'
write deploy/prod.env 'API_TOKEN=abc'
write .envrc 'export AWS_SECRET_ACCESS_KEY=abc'
write ssh/id_rsa x
write ssh/id_ed25519 x
pem 'OPENSSH PRIVATE KEY' >ssh/github_rsa
mkdir tls && pem 'RSA PRIVATE KEY' >tls/server.pem
pem 'EC PRIVATE KEY' >tls/server.key
put tls/store.p12 100
put tls/store.jks 100
put tls/app.keystore 100
write tls/putty.ppk 'PuTTY-User-Key-File-2: ssh-rsa'
pem 'PGP PRIVATE KEY BLOCK' >tls/release.asc
key=$(pem 'PRIVATE KEY')
write notes/account.json '{"type": "service_account",' " \"private_key\": \"${key//$'\n'/\\n}\"}"
write notes/age.txt "AGE-SECRET-KEY-1$(printf '%058d' 0)" "$(printf '%040d' 0)"
put passwords.kdbx 100
write config/master.key 0123456789abcdef
write .npmrc '//registry.npmjs.org/:_authToken=abc'
write .yarnrc.yml 'npmAuthToken: abc'
write .pypirc '[pypi]' 'password = abc'
write .netrc 'machine example.org login me password abc'
write .git-credentials 'https://me:abc@example.org'
write .htpasswd 'me:$apr1$abc'
write .pgpass 'db:5432:shop:me:abc'
write .docker/config.json '{"auths": {"example.org": {"auth": "YWJj"}}}'
write .aws/credentials '[default]' 'aws_secret_access_key = abc'
write gcloud/application_default_credentials.json '{}'
write .azure/accessTokens.json '[]'
write .oci/config '[DEFAULT]' 'fingerprint=20:3b'
write .boto '[Credentials]' 'gs_oauth2_refresh_token = abc'
write .s3cfg '[default]' 'secret_key = abc'
write .kube/config 'users:' '- user:' '    client-key-data: abc'
write terraform.tfstate '{"resources": [{"type": "x"}]}'
write prod.tfvars 'db_password = "abc"'
write .vault-token abc
write .vault_pass abc
write config/secrets.yml 'production:' '  secret_key_base: abc'
write config/credentials.json '{"installed":{"client_secret":"abc"}}'
mkdir -p test && pem 'PRIVATE KEY' >test/server.key

# Near misses.
write .env.example 'DB_PASSWORD=hunter2'
write a/.env '# nothing yet' 'EMPTY='
write a/id_rsa.pub 'ssh-rsa AAAA'
pem CERTIFICATE >a/server.pem
pem 'PUBLIC KEY' >a/server.key
write a/.npmrc '//registry.npmjs.org/:_authToken=${NPM_TOKEN}'
write a/.docker/config.json '{"credsStore": "desktop"}'
write a/terraform.tfstate '{"resources": []}'
write a/secrets.yml 'secret_key_base: <%= ENV["KEY"] %>'
write src/key.js "if (text.includes('-----BEGIN PRIVATE KEY-----')) read(text);" "$(printf '%080d' 0)"
mkdir -p node_modules/tls && pem 'PRIVATE KEY' >node_modules/tls/server.key

run tare lint
# After the suggested lines are written, no error is left and nothing that is usually left out.
tare suggest | head -20
tare suggest --write
run tare lint
tare suggest
