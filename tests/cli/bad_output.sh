# The old file stays when the new one cannot be written.
shop
run tare pack -o /nowhere/out.tar
run tare pack -q -o /dev/full
run tare pack -q -o lib
run tare pack -q -o ''
run bash -c 'tare ls >/dev/full'
run bash -c 'tare >/dev/full' 
put big 3000000
put ../out/old.tar 7
chmod 500 ../out
run unprivileged tare pack -q -o ../out/old.tar
run unprivileged tare pack -q -o ../out/new.tar
chmod 700 ../out
(ulimit -f 1000; trap '' XFSZ; run tare pack -q -o ../out/old.tar)
ls -A ../out
wc -c <../out/old.tar
