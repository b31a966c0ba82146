#!/bin/bash
# This script proves nothing by itself: compare its SHA-256 with the one in docs/audit-log.md of Pli's published sources before you run it.
# In the unpacked folder of an evidence bundle: bash verify-log.sh. Needs bash, sha256sum, openssl 3, basenc and od; nothing of Pli.
set -euo pipefail
bytes() { printf '%s' "$1" | tr a-f A-F | basenc --base16 -d; }
hash() { sha256sum | cut -d' ' -f1; }
# A parent of the Merkle tree (RFC 6962, section 2.1).
node() { { printf '\001'; bytes "$1"; bytes "$2"; } | hash; }

# The signature of the checkpoint: Ed25519, by the key behind the last + of the verifier key.
key=$(sed 's/.*+//' keys/log.vkey | base64 -d | od -An -v -tx1 | tr -d ' \n')
[ "${key:0:2}" = 01 ]
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
bytes "302a300506032b6570032100${key:2}" > "$dir/key.der"
sed '/^$/,$d' log/checkpoint > "$dir/text"
signature=$(tail -n 1 log/checkpoint | sed 's/.* //' | base64 -d | od -An -v -tx1 | tr -d ' \n')
bytes "${signature:8}" > "$dir/signature"
openssl pkeyutl -verify -pubin -inkey "$dir/key.der" -keyform DER -rawin -in "$dir/text" -sigfile "$dir/signature"
size=$(sed -n 2p log/checkpoint)
root=$(sed -n 3p log/checkpoint | base64 -d | od -An -v -tx1 | tr -d ' \n')

# Each entry: the hash of its leaf, folded along its proof, is the signed root (RFC 9162, section 2.1.3.2).
entries=0
while IFS= read -r line; do
  index=$(sed -E 's/.*\},"index":([0-9]+),"leaf":\{.*/\1/' <<< "$line")
  leaf=$(sed -E 's/.*,"leaf":(\{.*\})\}$/\1/' <<< "$line")
  r=$({ printf '\000'; printf '%s' "$leaf"; } | hash)
  fn=$index
  sn=$((size - 1))
  while IFS= read -r sibling; do
    p=$(base64 -d <<< "$sibling" | od -An -v -tx1 | tr -d ' \n')
    [ "$sn" -gt 0 ]
    if [ $((fn % 2)) = 1 ] || [ "$fn" = "$sn" ]; then
      r=$(node "$p" "$r")
      while [ $((fn % 2)) = 0 ] && [ "$fn" -gt 0 ]; do fn=$((fn / 2)); sn=$((sn / 2)); done
    else
      r=$(node "$r" "$p")
    fi
    fn=$((fn / 2))
    sn=$((sn / 2))
  done < <(sed -n '3,/^$/p' "log/proofs/$index.tlog-proof" | sed '/^$/d')
  [ "$sn" = 0 ] && [ "$r" = "$root" ] || { echo "entry $index is NOT in the log"; exit 1; }
  # The values that are shown: SHA-256 of salt and value stands in the leaf.
  for field in actor client detail recipient; do
    shown=$(grep -oE "\"$field\":\{\"salt\":\"[0-9a-f]{64}\",\"value\":(null|\{(\"([^\"\\\\]|\\\\.)*\"|[^\"{}])*\})" <<< "${line%%,\"leaf\":\{*}" || true)
    [ -n "$shown" ] || continue
    salt=$(sed -E 's/.*"salt":"([0-9a-f]{64})".*/\1/' <<< "$shown")
    commitment=$({ bytes "$salt"; printf '%s' "${shown#*\"value\":}"; } | hash)
    grep -q "\"$field\":\"$commitment\"" <<< "$leaf" || { echo "entry $index: $field was changed"; exit 1; }
  done
  entries=$((entries + 1))
done < log/entries.jsonl
echo "$entries entries are in the signed log of $size, unchanged"
