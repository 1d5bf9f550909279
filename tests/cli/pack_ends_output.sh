# Whoever reads the archive sees its end when it is complete, whatever tare still has to size and to tell:
# here it cannot tell, since standard error is full.
shop
mkfifo ../said ../archive
exec 3<>../said
head -c 65536 /dev/zero >&3
tare pack . 2>../said >../archive 3>&- &
timeout 20 cat <../archive >../tar 3>&- || echo "the archive has no end"
tar -tf ../tar
kill -0 $! && echo "tare is still there"
head -c 65536 <&3 >/dev/null
head -n 1 <&3
wait $!
