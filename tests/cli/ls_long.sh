put a.txt 1234567
put d/x 1
put s 0
put .git/HEAD 3
printf '.git\n.dockerignore\n' >.dockerignore
chmod 4755 s
chmod 1777 d
ln -s a.txt link
mkfifo -m 600 pipe
touch -h -d '2024-02-29 12:34:56' a.txt d/x d s link pipe .git .dockerignore
tare ls -l
echo -- excluded
tare ls -l --excluded
