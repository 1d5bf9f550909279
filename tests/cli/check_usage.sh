# What cannot be checked is said before anything is walked.
run tare check
run tare check --max-size 5x
run tare check --max-size -1
run tare check --max-size 16EiB
run tare check --max-files -1
run tare check --max-files 1.5
run tare check --max-growth 5%
run tare check --baseline x
run tare check --baseline x --max-growth five%
run tare check --forbid '[a'
run tare check --forbid '#comment'
run tare check --forbid '!a'
run tare check --require '!a'
run tare check --require ''
run tare check --require $'a\nb'
run tare check --format html --max-size 1
run tare chekc
run tare check --max-sise 1
