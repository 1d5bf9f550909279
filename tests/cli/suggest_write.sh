# Lines are added and none is touched; afterwards they are in force, and there is nothing to add.
shop
put debug.log 700
put .idea/x.xml 40
put package.json 20
put coverage/index.html 60
printf '%s\n' '# ours' node_modules '.git  ' >.dockerignore
printf '*.md' >>.dockerignore
chmod 640 .dockerignore
cp .dockerignore ../before
cp .dockerignore ../copy
tare suggest --write
stat -c %a .dockerignore
cmp -n "$(stat -c %s ../before)" ../before .dockerignore && tail -n +4 .dockerignore
tare suggest
tare ls
tare | grep -c worth
echo '-- a new one'
mkdir -p ../fresh/.git && echo ref >../fresh/.git/HEAD
tare suggest --write ../fresh
cat ../fresh/.dockerignore
tare ls ../fresh
echo '-- through a link in the context, and not out of it'
mkdir -p ../linked/etc && echo x >../linked/a.log && echo '*.md' >../linked/etc/ignore
ln -s etc/ignore ../linked/.dockerignore
tare suggest --write ../linked
tail -1 ../linked/etc/ignore
ln -sfn ../before ../linked/.dockerignore
run tare suggest --write ../linked
cmp ../before ../copy
run tare suggest --write --no-ignore
echo '-- nothing that is sure'
mkdir -p ../maybe/dist && echo x >../maybe/dist/x && echo x >../maybe/package.json
tare suggest --write ../maybe
tare suggest ../maybe
