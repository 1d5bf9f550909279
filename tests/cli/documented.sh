# Every option that a command's help names has its place in the manual; nothing is printed for those.
sed 's/\\-/-/g; s/\\f.//g' "$TARE_CASES/../../cli/tare.1" >manual
for command in report pack ls why check lint suggest stages diff digest completions; do
  tare $command --help | grep -oE '^  (-[a-zA-Z0-9]|--[a-z-]+)(,--[a-z-]+)?' | tr -d ' ' | tr ',' '\n' |
    while read -r option; do
      echo "$option" >>options
      grep -qE -- "^\.B.* ?$option\b" manual || echo "$command: $option is not in the manual"
    done
  grep -q "^\.B $command" manual || echo "$command is not in the manual"
done
sort -u options | tr '\n' ' '
