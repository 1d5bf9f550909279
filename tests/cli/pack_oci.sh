# An image layout with the context as its only layer; the digest is all that is on standard output.
shop
unset SOURCE_DATE_EPOCH
tare pack --oci ../layout:v1 --platform linux/amd64
(cd ../layout && find . -type f | sort && cat oci-layout index.json && echo)
tare pack --reproducible -q -o ../same.tar
cmp ../same.tar ../layout/blobs/sha256/"$(sha256sum <../same.tar | cut -d' ' -f1)"
# Once more, and in other circumstances.
umask 077
touch app.js
chmod 600 lib/cart.js
TZ=Asia/Tokyo LC_ALL=C tare pack -q --oci ../layout:v1 --platform linux/amd64 --threads 8
SOURCE_DATE_EPOCH=86400 tare pack -q --oci ../layout:v2 --platform linux/amd64/v1
grep -ho '"created":"[^"]*"' ../layout/blobs/sha256/* | sort | uniq -c
# The layout does not pack itself.
tare pack --oci out --platform linux/amd64
tare pack --oci out -q --platform linux/amd64
ls -A out
rm -r out
# What is refused stays as it is.
run tare pack --oci lib
run tare pack --oci .
run tare pack --oci app.js
run tare pack --oci ../nowhere/layout
run tare pack --oci ''
run tare pack --oci :v1
run tare pack --oci ../new:v..1
run tare pack --oci ../new --platform toaster
run tare pack --oci ../new -o x
run tare pack --oci ../new --xattrs
run tare pack --platform linux/arm64
put lib/.wh.cart.js
run tare pack -q --oci ../new
run tare pack -q --oci ../new --keep-going --platform linux/amd64
rm -r ../new
rm lib/.wh.cart.js
echo '{"schemaVersion":2,"manifests":' >../layout/index.json
run tare pack -q --oci ../layout:v3
# Output faults: exit 4, and what is there is whole.
run bash -c 'tare pack -q --oci ../layout2 >/dev/full'
mkdir ../disk
# shellcheck disable=SC2016 # for the inner shell
unshare -rm bash -c '
  mount -t tmpfs -o size=1m none ../disk
  head -c 3000000 /dev/urandom >random
  tare pack -q --oci ../disk/layout
  echo "exit $?"
  ls -A ../disk'
ls -A ..
