# Compressed archives are the plain one to every reader, and the same bytes for any number of threads.
shop
put big 3000000
head -c 5000000 /dev/urandom >noise
tare pack -q . >../plain.tar

# reads NAME COMMAND...: the command decompresses its standard input to the plain archive.
reads() {
  "${@:2}" | cmp - ../plain.tar && echo "$1"
}
tare pack -q --compress gzip . >../out.gz
gzip -t ../out.gz && reads gzip gzip -dc <../out.gz
reads Python python3 -c 'import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.stdin.buffer).read())' <../out.gz
tare pack -q --compress zstd . >../out.zst
zstd -q -t ../out.zst && reads zstd zstd -dc <../out.zst
tare pack -q --compress none . | reads none cat
for archive in ../out.gz ../out.zst; do
  bsdtar -tf $archive | cmp - <(tare ls) && echo "bsdtar $archive"
  tar -taf $archive | cmp - <(tare ls) && echo "GNU tar $archive"
done
tar -tzf ../out.gz | cmp - <(tare ls) && echo GNU tar -z

for how in gzip gzip:1 gzip:12 zstd zstd:1 zstd:19; do
  tare pack -q --compress $how --threads 1 . >../one
  for threads in 2 8; do
    tare pack -q --compress $how --threads $threads . | cmp - ../one && echo "$how, $threads threads"
  done
done

# The name decides nothing.
tare pack -q -o ../named.tar.gz .
cmp ../plain.tar ../named.tar.gz
tare pack -q --compress zstd -o ../named.tar.gz . && cmp ../named.tar.gz ../out.zst

# Of zstd on a pipe, which may lead to a builder, and on no file; -q says nothing.
rm big noise
tare pack --no-measure --compress zstd . 2>&1 >../file | grep note
tare pack --compress zstd . 2>../said | cat >../file
grep note ../said
tare pack -q --compress zstd . | zstd -q -t

run tare pack --compress gzpi .
run tare pack --compress gzip:13 -o ../out.tar .
run tare pack --compress zstd:fast .
run tare pack --compress none:1 .
run tare pack --compress
