# The first line is the program's own; every library that is linked or compiled in has a number.
tare --version | head -n 1
tare --version | tail -n +2 | sed -E 's/ [0-9]+(\.[0-9]+)+$/ X.Y/'
