# What came, went and changed between a context and the tar of how it was before, and nothing else.
shop
put bin/run.sh 10
put old/a 100
put old/deep/b 200
ln -s app.js link
ln lib/cart.js hard
mkdir empty
tare pack -q . -o ../before.tar
echo "--- nothing yet"
tare diff ../before.tar .
tare pack . 2>/dev/null | gzip | tare diff . -
echo "--- times do not count"
touch -d 2001-01-01 app.js lib
tare diff ../before.tar .
echo "--- one of each"
put dist/js/app.js 5000
put dist/index.html 300
put node_modules/more 10
rm -r old
chmod 755 bin/run.sh
ln -sfn lib/cart.js link
printf y | dd of=app.js bs=1 seek=600 conv=notrunc status=none
put lib/cart.js 900
rmdir empty && put empty 7
put $'odd\n\e[1m' 3
tare diff ../before.tar .
echo "--- seen from the other side"
tare diff . ../before.tar --top 2
echo "--- totals"
tare diff ../before.tar . --summary
echo "--- without rules on both"
mkdir ../later && cp -a . ../later && put ../later/node_modules/x 50
tare diff . ../later
tare diff --no-ignore . ../later | head -n 1
