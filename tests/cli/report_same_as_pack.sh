# One accounting for both.
shop
tare pack -o /dev/null 2>&1 | head -1
tare | head -2
