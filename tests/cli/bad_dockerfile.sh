put a
mkdir d
run tare pack -f missing -o out.tar
run tare pack -f d -o out.tar
put ../elsewhere.Dockerfile
run tare pack -f ../elsewhere.Dockerfile -o ../out.tar
tar -tf ../out.tar
