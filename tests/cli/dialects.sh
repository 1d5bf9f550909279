# The two builders disagree on exceptions with wildcards.
put a/b/keep.md
put a/drop
put z
printf 'a\n!**/*.md\n.dockerignore\n' >.dockerignore
echo -- buildkit
tare ls
echo -- classic
tare ls --dialect classic
