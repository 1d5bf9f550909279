# What is found, what is allowed, and when that fails.
put src/app.js 100
put .idea/workspace.xml 5000
printf '%s\n' '//example.org/:_auth=YWJj' >.npmrc
printf '%s\n' '*.md' >.dockerignore
run tare lint --disable unused-rule
run tare lint --disable unused-rule --disable secret
run tare lint --disable unused-rule --disable secret --fail-on warning
run tare lint --disable secrets
run tare lint --disable xyzzy
run tare lint --fail-on never
printf '%s\n' '**/.npmrc' .idea >.dockerignore
run tare lint
# A file that cannot be read is not searched, and that is said.
printf '%s\n' .idea >.dockerignore
chmod 0 .npmrc
unprivileged tare lint
tare lint --list | cut -c1-70
