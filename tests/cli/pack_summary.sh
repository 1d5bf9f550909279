# The archive on standard output, the account on standard error.
shop
tare pack . 2>summary | tar -tf -
cat summary
