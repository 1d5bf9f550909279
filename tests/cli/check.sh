# Every broken limit is told, with what is behind it; within the limits, how much of them is used.
shop
put assets/video.mp4 900000
put assets/small.png 4000
put .env
run tare check --max-size 1MB --max-files 10 --max-file-size 900kB --min-files 6
run tare check --max-size 50kB --max-files 5 --max-file-size 3kB --min-files 20
# A directory stands for many small files in it, and not for the one that makes up nearly all of it.
rm -r assets
for i in 1 2 3 4 5; do put src/gen/$i.js 2000; done
put src/a.js 10
run tare check --max-size 1kB
# The exception that brings back what is too much is the line to look at.
echo '!node_modules' >>.dockerignore
run tare check --max-size 60kB
run tare check --max-size 60kB --no-ignore
