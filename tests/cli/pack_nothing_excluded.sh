put a 999
tare pack -o /dev/null
put b 1
tare pack -o /dev/null
