# A value that is not a number of seconds is an error, whatever the options; only for pack, though.
put a 10
for value in '' x 1x -1 +1 1.5 ' 1' 0x10 9223372036854775808 $'\e'; do
  SOURCE_DATE_EPOCH=$value run tare pack -q
done
SOURCE_DATE_EPOCH=-1 run tare pack -q --reproducible
for value in 0 1700000000 09 9223372036854775807; do
  SOURCE_DATE_EPOCH=$value run tare pack -q | tar -t
done
SOURCE_DATE_EPOCH=x run tare ls
