# How match.sh takes options and medians. shellcheck shell=bash

fail() {
  echo "${0##*/}: $1" >&2
  exit 2
}

# take_options "NAME..." ARGUMENT...: sets the variable NAME for each --NAME VALUE.
take_options() {
  local known=" $1 "
  shift
  while (($#)); do
    if [[ $1 == -h || $1 == --help ]]; then
      usage
      exit
    fi
    if [[ $1 != --* || $known != *" ${1#--} "* ]]; then
      usage >&2
      fail "there is no option $1"
    fi
    (($# > 1)) || fail "$1 needs a value"
    printf -v "${1#--}" %s "$2"
    shift 2
  done
}

# require_numbers VALUE...
require_numbers() {
  local value
  for value; do [[ $value =~ ^[1-9][0-9]*$ ]] || fail "numbers are from 1 up"; done
}

# median COLUMN FILE
median() {
  sort -g -k"$1,$1" "$2" | awk -v column="$1" '
    { values[NR] = $column }
    END { print (values[int((NR + 1) / 2)] + values[int(NR / 2) + 1]) / 2 }'
}
