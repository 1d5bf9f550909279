# What a builder is asked for.
source "$TARE_CASES/../builds/functions.sh"
start_builder
small
asked() {
  run tare build --target asked "$@" 2>&1 >/dev/null | sed -n 's/^#[0-9]* 0.250 //p'
}
asked
echo "--- everything"
mkdir ../elsewhere && cp Dockerfile ../elsewhere/My.Dockerfile
export FROM_OUTSIDE=outside
unset NOT_THERE
asked -f ../elsewhere/My.Dockerfile -t shop -t localhost:5000/team/shop:1.2 --push --build-arg A=1 --build-arg A=2 \
  --build-arg FROM_OUTSIDE --build-arg NOT_THERE --label maintainer=me --label bare --platform linux/arm64 --no-cache --pull \
  --network host
echo "--- what the environment and the configuration say"
printf 'build-arg = ["A=1"]\n[build]\nplatform = "linux/s390x"\nlabel = ["a=b", "c=d"]\n' >.tare.toml
asked
DOCKER_DEFAULT_PLATFORM=linux/riscv64 asked --no-config
echo "--- proxies of docker's configuration"
mkdir ../docker
echo '{"proxies": {"default": {"httpProxy": "http://p:1", "noProxy": "a,b"}, "tcp://other": {"ftpProxy": "no"}}}' >../docker/config.json
asked --no-config --build-arg http_proxy=mine
rm ../docker/config.json
echo "--- a Dockerfile in small letters"
mv Dockerfile dockerfile
asked --no-config
