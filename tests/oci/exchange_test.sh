#!/usr/bin/env bash
# What others make of an image layout: skopeo reads it and copies it, to another layout, to an archive for
# docker load, and through a registry and back. Every digest stays, and the files are those of the context.
#
#   exchange_test.sh TARE
set -euo pipefail

tare=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../engine/lib.sh"
# shellcheck source=/dev/null
. "$here/registry.sh"

work=$(mktemp -d)
trap 'stop_registries; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
cd "$work"
unset SOURCE_DATE_EPOCH
umask 022

# What a tar finds hard, as far as everybody may make it. Modes and times are what an image keeps of them.
make_context() {
  mkdir -p context/src/deep context/empty context/node_modules/x
  echo '#!/bin/sh' >context/src/run
  chmod 755 context/src/run
  head -c 700000 /dev/urandom >context/src/deep/large
  ln -s ../src/run context/src/link
  ln context/src/run context/hard
  echo long >"context/$(printf 'long%.0s' {1..60})"
  echo raw >"context/raw"$'\xff'
  echo no >context/node_modules/x/y
  printf 'node_modules\n' >context/.dockerignore
}

skopeo_() { skopeo --insecure-policy --tmpdir "$work" "$@"; }

digest_in() { skopeo_ inspect --format '{{.Digest}}' "$@"; }

# blob_of LAYOUT:NAME EXPRESSION: the file of the blob that the manifest `m` names.
blob_of() {
  skopeo_ inspect --raw "oci:$1" |
    /usr/bin/python3 -c "import json, sys; m = json.load(sys.stdin); print('${1%%:*}/blobs/sha256/' + $2[7:])"
}

# exchanged METHOD TYPE COMMAND...: COMMAND undoes the compression.
exchanged() {
  local method=$1 type=$2 digest layer plain
  shift 2
  digest=$("$tare" pack -q --oci "layout:$method" --compress "$method" context)
  check "$method: skopeo finds the digest that was printed" equal "$digest" "$(digest_in "oci:layout:$method")"
  check "$method: the media type" equal "$type" \
    "$(skopeo_ inspect --raw "oci:layout:$method" |
      /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["layers"][0]["mediaType"])')"
  layer=$(blob_of "layout:$method" 'm["layers"][0]["digest"]')
  check "$method: the layer is the context" same_files "$layer" "$@"
  plain=sha256:$("$@" <"$layer" | sha256sum | cut -d' ' -f1)
  check "$method: the diff id is the digest of the tar" equal "[\"$plain\"]" \
    "$(skopeo_ inspect --config --raw "oci:layout:$method" |
      /usr/bin/python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["rootfs"]["diff_ids"]))')"

  check "$method: to another layout" \
    skopeo_ copy -q --preserve-digests "oci:layout:$method" "oci:other:$method"
  check "$method: the digest there" equal "$digest" "$(digest_in "oci:other:$method")"

  check "$method: to a registry" skopeo_ copy -q --preserve-digests --dest-tls-verify=false \
    "oci:layout:$method" "docker://${registry:?}/shop:$method"
  check "$method: the digest there" equal "$digest" \
    "$(digest_in --tls-verify=false "docker://$registry/shop:$method")"
  check "$method: and back" skopeo_ copy -q --preserve-digests --src-tls-verify=false \
    "docker://$registry/shop@$digest" "oci:back:$method"
  check "$method: the digest of what came back" equal "$digest" "$(digest_in "oci:back:$method")"
  check "$method: the layer that came back" cmp "$layer" "back${layer#layout}"

  [[ $method != zstd ]] || return 0 # which Docker's own format of images does not know
  check "$method: to an archive for docker load" \
    skopeo_ copy -q "oci:layout:$method" "docker-archive:$method.tar:shop:$method"
  check "$method: its layer" equal "$plain" \
    "sha256:$(tar -xOf "$method.tar" "$(tar -tf "$method.tar" | sed -nE '/^[0-9a-f]+\.tar$/p')" | sha256sum | cut -d' ' -f1)"
}

# same_files LAYER COMMAND...
same_files() {
  local layer=$1
  shift
  rm -rf unpacked
  mkdir unpacked
  "$@" <"$layer" | tar -xf - -C unpacked
  diff -r --no-dereference expected unpacked
  [[ -x unpacked/src/run && ! -x unpacked/src/deep/large ]]
}

make_context
cp -a context expected
rm -r expected/node_modules
start_registry images
exchanged none application/vnd.oci.image.layer.v1.tar cat
exchanged gzip application/vnd.oci.image.layer.v1.tar+gzip gzip -dc
exchanged zstd application/vnd.oci.image.layer.v1.tar+zstd zstd -dcq
check "a gzip layer keeps its digest whatever the copy is told" \
  skopeo_ copy -q --dest-tls-verify=false oci:layout:gzip "docker://$registry/shop:plain"
check "there" equal "$(digest_in oci:layout:gzip)" "$(digest_in --tls-verify=false "docker://$registry/shop:plain")"
"$tare" pack -q --oci unnamed context >/dev/null
check "an image without a name is the one in the layout" skopeo_ inspect oci:unnamed

# What skopeo has made is a layout to add to.
digest=$("$tare" pack -q --oci back:added --compress gzip context)
check "added to a layout of skopeo's" equal "$digest" "$(digest_in oci:back:added)"
check "what was in it is still there" equal "$(digest_in oci:layout:none)" "$(digest_in oci:back:none)"
finish
