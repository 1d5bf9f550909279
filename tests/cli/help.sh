# 80 columns; the summary fits one screen, and a command's help names all of its options.
for command in '' report pack ls why check lint suggest stages digest build; do
  tare $command --help >help
  awk -v c="$command" -v most="$([[ $command ]] && echo 34 || echo 24)" \
    'length > 80 { print c ": too wide: " $0 } END { if (NR > most) print c ": " NR " lines" }' help
done
tare --help
