# An exception that Docker never gets to: nothing is sent that 'tare ls' does not list.
put a/b/c/d
printf '%s\n' 'a/*' '!a/*/**' 'a/b/c/d' >.dockerignore
tare why --trace a/b/c a/b/c/d
tare why -n a/b/c a
