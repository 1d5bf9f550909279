# What whoever started tare has closed is an error to write to, and never the archive's place: no message
# gets into a file that was opened in place of standard error.
put a 5
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "s", Listen => 1) or die' 
tare pack -q . >&-
echo "exit $?"
tare ls >&-
echo "exit $?"
tare pack -o ../whole.tar . 2>/dev/null
tare pack -o ../out.tar . <&- 2>&-
echo "exit $?"
cmp ../whole.tar ../out.tar
tare pack -o ../out.tar . <&- >&- 2>&-
echo "exit $?"
cmp ../whole.tar ../out.tar
tare pack . <&- 2>&- | cmp ../whole.tar -
