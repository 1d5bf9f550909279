shop
tare
echo
tare report --no-measure .
echo
tare report --no-ignore .
