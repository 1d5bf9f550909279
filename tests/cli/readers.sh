# What tare lists, three readers list, to the byte; and GNU tar finds no difference to the tree.
mkdir -p "$(printf 'deep/%.0s' {1..60})"
put "$(printf 'n%.0s' {1..255})" 3
put "d/$(printf 'm%.0s' {1..101})" 3
put $'\xff\xfe odd' 3
put $'caf\u00e9/men\u00fc' 3
put '- dash' 3
put 'a"b\c' 3
put setuid 3; chmod 4711 setuid
put old 3; touch -d '1970-01-02 UTC' old
ln setuid hard
ln -s "$(printf 't/%.0s' {1..80})" long-link
ln -s nowhere dangling
mkfifo pipe
touch -d '1960-01-01 UTC' "caf"*
find . ! -path "./caf*" ! -name old -exec touch -h -d @1700000000 {} +
tare ls -0 >../names
tare pack -q . >../out.tar
tar --null -tf ../out.tar --quoting-style=literal | tr '\n' '\0' | cmp - ../names && echo GNU tar
"$TARE_CASES/../support/list_tar.py" ../out.tar | cmp - ../names && echo Python
mkdir ../by-bsdtar && bsdtar -C ../by-bsdtar -xpf ../out.tar && tare ls -0 ../by-bsdtar | cmp - ../names && echo bsdtar
tar -C . -df ../out.tar 2>&1 | grep -vE 'Uid|Gid'
diff -r --no-dereference . ../by-bsdtar 2>&1 | grep -v 'is a fifo'
true
