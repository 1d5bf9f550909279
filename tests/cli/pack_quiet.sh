# -q says nothing, but still fails loudly.
shop
run tare pack -q . | tar -tf - | wc -l
run tare pack -q nowhere
