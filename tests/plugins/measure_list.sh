#!/usr/bin/env bash
# Measures `graft plugins list` with a manifest of 1,000 plugins: wall time of the whole process with
# a current index, and with one that must be built anew, in milliseconds; and counts the plugin
# libraries that it opens.
#
#   tests/plugins/measure_list.sh build/release/bin/graft [ENTRIES [RUNS]]
set -euo pipefail

graft=$(realpath "${1:?usage: measure_list.sh GRAFT [ENTRIES [RUNS]]}")
entries=${2:-1000}
runs=${3:-21}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CACHE_HOME=$folder/cache
unset GRAFT_PLUGINS

# Each plugin has one component with eight options, as the shipped ones have.
write_manifest() {
  awk -v entries="$entries" 'BEGIN {
    print "graft_manifest: 1\nplugins:"
    for (i = 0; i < entries; ++i) {
      printf "  - id: org.example.p%04d\n    version: 1.0.%d\n    library: lib/libp%04d.so\n", i, i, i
      printf "    sha256: %064d\n    sdk: \">=1.0,<2\"\n    components:\n", i
      printf "      - kind: adapter\n        name: component-%04d\n", i
      printf "        doc: What number %d is good for, in a sentence\n", i
      print "        interface: graft.adapter/1\n        options:"
      for (j = 0; j < 8; ++j) {
        printf "          option_%d: {type: int, default: %d, min: 0, max: 1024, ", j, j
        print "doc: width of the update}"
      }
    }
  }' >"$1"
}

# Prints the wall time of one run in microseconds.
time_once() {
  local start=${EPOCHREALTIME/./}
  "$graft" plugins list --plugins "$folder/plugins.yaml" >/dev/null
  echo $((${EPOCHREALTIME/./} - start))
}

# Reads microseconds, one a line; prints median and worst in milliseconds.
summary() {
  sort -n | awk -v name="$1" '{ t[NR] = $1 / 1000 }
    END { printf "%-8s median %7.1f ms   worst %7.1f ms   (%d runs)\n", name, t[int((NR + 1) / 2)], t[NR], NR }'
}

write_manifest "$folder/plugins.yaml"
printf 'manifest: %d entries, %d bytes\n' "$entries" "$(stat -c %s "$folder/plugins.yaml")"

for ((i = 0; i < (runs + 3) / 4; ++i)); do
  rm -rf "$XDG_CACHE_HOME"
  time_once
done | summary rebuild
for ((i = 0; i < runs; ++i)); do time_once; done | summary warm

if command -v strace >/dev/null; then
  opened=$(strace -f -e trace=open,openat -o /dev/stdout \
    "$graft" plugins list --plugins "$folder/plugins.yaml" | grep -c 'libp[0-9]*\.so' || true)
  echo "plugin libraries opened: $opened"
fi
