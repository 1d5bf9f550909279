# The small program knows all of tare-build's options, and says what to do where that is not there.
mkdir ../alone && cp "$(readlink -f ../bin/tare)" ../alone/tare
alone() { PATH=/nowhere ../alone/tare build "$@"; }
run alone -t shop
run alone --tga shop
run alone -t
run alone --progress often
run alone --network bridge
run alone --against x
run alone a b
run alone --threads 0
alone --help | head -n 4
# With a tare-build in PATH, or beside it, which then counts.
cat >../bin/tare-build <<'END'
#!/bin/sh
printf '%s|' "from PATH" "$@"
echo
exit 7
END
chmod +x ../bin/tare-build
run env PATH="$PWD/../bin:$PATH" ../alone/tare build -t 'a b' . --target=x -- 
sed 's/from PATH/beside/' ../bin/tare-build >../alone/tare-build
chmod +x ../alone/tare-build
run alone --dry-run
chmod -x ../alone/tare-build
run alone 2>&1 | sed 's/.*tare: //'
