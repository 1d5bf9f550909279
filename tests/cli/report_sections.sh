# The largest of what is sent, in any order; directories as a tree, down to a depth.
put .dockerignore 0
put public/img/hero.png 118000
put public/style.css 4000
put src/main/lib/a.js 900
put src/main/lib/b.js 800
put src/main/lib/c.js 700
put package-lock.json 64000
put data.tar.gz 30000
put notes 100
tare
echo '-- deeper, and two lines each'
tare --depth 9 --top 2
echo '-- by files'
tare --sort files --top 3
echo '-- the largest two, by name'
tare --sort name --top 2 --depth 1
