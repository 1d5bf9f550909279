# The archive does not pack itself.
put a 5
tare pack -o out.tar
tar -tf out.tar
tare pack -o out.tar
tar -tf out.tar
tare pack . >redirected.tar
tar -tf redirected.tar
