# A configuration that cannot be used is an error with its line, for every command.
config() {
  printf '%b' "$1" >.tare.toml
  tare ls
}
config 'dialekt = "classic"\n'
config '\n\n[chekc]\n'
config '[check]\nmax-sise = "5MB"\n'
config '[check]\nmax-size = "5 potatoes"\n'
config '[check]\nmax-size = 5.5\n'
config '[check]\nmax-size = ["5MB"]\n'
config '[check]\nforbid = [\n  "a",\n  7.5\n]\n'
config '[check]\nformat = "html"\n'
config '[check]\nwrite-baseline = "x"\n'
config '[check]\nhelp = true\n'
config '[check]\ndialect = "classic"\n'
config 'max-size = "5MB"\n'
config 'dialect = "podman"\n'
config 'dialect = true\n'
config 'no-ignore = "yes"\n'
config 'no-ignore = true\nignore-file = ".dockerignore"\n'
config 'check = "x"\n'
config 'dialect = \n'
config 'dialect = "classic"\ndialect = "classic"\n'
config '\xff = 1\n'
config 'dialect =\xd1\x90 1\n'
config 'ignore-file = ""\n'
# It comes with the tree, and leads nowhere else.
config 'ignore-file = "/etc/passwd"\n'
config '[check]\nbaseline = "a/../../x"\n'
ln -s /etc etc
config 'file = "etc/passwd"\n'
rm .tare.toml
ln -s /etc/passwd .tare.toml
tare ls
rm .tare.toml
mkdir .tare.toml
tare ls
rmdir .tare.toml
mkfifo .tare.toml
tare ls
rm .tare.toml
head -c 1100000 /dev/zero >.tare.toml
tare ls
head -c 100000 /dev/zero | tr '\0' '[' >.tare.toml
tare ls 2>&1 | cut -c 1-100
echo 'dialect = "x"' >.tare.toml
unprivileged chmod 0 .tare.toml
unprivileged tare ls
tare ls --no-config
# What a build is, it may say; where it runs, what it is called and what it sees of the environment, not.
config 'build-arg = ["HOME"]\n'
config '[build]\nbuilder = "exec:id"\n'
config '[build]\ntag = ["x"]\n'
config '[build]\npush = true\n'
config '[build]\nnetwork = "host"\n'
