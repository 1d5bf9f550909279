shop
tare pack --no-measure -o /dev/null
