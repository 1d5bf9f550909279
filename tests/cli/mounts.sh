# Mounts are crossed as Docker does; proc and the like hold no files; --one-file-system stays.
# shellcheck disable=SC2016
put a 5
mkdir -p mounted/b proc/c
printf '%s\n' '.dockerignore' >.dockerignore
cat >../mounted.sh <<'MOUNTED'
mount -t tmpfs none mounted || exit 99
put mounted/data 7
put mounted/sub/more 7
echo -- crossed
run tare ls
echo -- not crossed
run tare ls --one-file-system
run tare report --one-file-system --top 3
echo -- excluded, sized or not
echo mounted >>.dockerignore
run tare report --top 3
run tare report --top 3 --one-file-system
printf '%s\n' '!mounted/sub' >>.dockerignore
run tare ls
run tare ls --one-file-system
echo 'one-file-system = true' >.tare.toml
run tare ls
rm .tare.toml
echo -- the kernel knows
mount --rbind /proc proc || exit 99
run tare ls
run tare pack -q -o ../out.tar
ls ../out.tar 2>&1
run tare ls --keep-going
run tare ls proc
run tare ls --one-file-system
echo proc >>.dockerignore
run tare report --top 3
echo '!proc/self/status' >>.dockerignore
run tare ls
MOUNTED
run unshare --map-root-user --mount bash -uc 'source "$TARE_CASES/functions.sh"; source ../mounted.sh'
