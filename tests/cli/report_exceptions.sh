# An exception counts what it brings back; what is below an entered directory belongs to it.
put data/a.bin 5000
put data/keep/b.bin 70
put notes.md 10
printf '%s\n' data '!data/keep' 'unused' '*.md' >.dockerignore
tare
