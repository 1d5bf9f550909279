# One screen of 80 columns each.
for command in '' report pack ls why check lint suggest; do
  tare $command --help >help
  awk -v c="$command" 'length > 80 { print c ": too wide: " $0 } END { if (NR > 24) print c ": " NR " lines" }' help
done
tare --help
