# A new file comes in the old one's place in one step; a link keeps pointing to it.
shop
put ../out.tar 7
ln -s out.tar ../link.tar
tare pack -q -o ../link.tar
tar -tf ../out.tar | wc -l
stat -c '%F %a' ../link.tar ../out.tar
mkfifo ../pipe
tar -tf ../pipe >../listed &
tare pack -q -o ../pipe
wait
wc -l <../listed
tare pack -q -o - | tar -tf - | wc -l
