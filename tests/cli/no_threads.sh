# Stacks larger than all addresses: no thread can be started, and the one that there is does the work.
for i in 1 2 3 4; do put "data/$i" 2000000; done
for i in {1..200}; do put "keys/$i.pem" 20; done
threadless() { (ulimit -s $((1 << 40)) && run tare "$@" 2>&1); }
for command in 'ls -l' report lint digest 'digest --threads 4' 'pack --reproducible'; do
  # shellcheck disable=SC2086
  cmp <(threadless $command) <(run tare $command 2>&1) && echo "$command: the same"
done
echo "--- compressing takes one"
threadless pack -o ../out.tgz --compress gzip
threadless pack -o ../out.tzst --compress zstd
ls ..
