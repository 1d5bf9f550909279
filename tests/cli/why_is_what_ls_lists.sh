# What 'tare ls' lists is what 'tare why' has no rule for, but for the parents that BuildKit lists.
shop
printf '%s\n' '!**/*.md' docs '!docs/keep' 'docs/keep/*/x' >>.dockerignore
put docs/keep/a/x
put docs/keep/a/y
put docs/z
find . -mindepth 1 -printf '%P\0' | LC_ALL=C sort -z >../all
for dialect in buildkit classic; do
  echo "-- $dialect"
  tare ls -0 --dialect $dialect | tr '\0' '\n' | sed 's:/$::' | sort >../listed
  tare why --stdin -n --dialect $dialect < <(tr '\0' '\n' <../all) | sed -n 's/^::\t//p' | sort >../included
  wc -l <../included
  diff ../listed ../included
done
