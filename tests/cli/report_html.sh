# The page goes to a file of its own, and the report stays what it is.
put app.js 100
put .git/x 50
echo .git >.dockerignore
tare --html ../page.html
head -n 1 ../page.html
tail -n 1 ../page.html
tare --html - | cmp - ../page.html && echo the same page
# It does not count itself; one that is there already would be sent.
tare --html page.html | grep -o 'sent  .*files'
tare --html page.html | grep -o 'sent  .*files'
run tare --html missing/page.html
run tare --html - --format json
