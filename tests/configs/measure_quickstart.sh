#!/usr/bin/env bash
# Runs configs/quickstart.yaml with three seeds and prints what each model gets right on the test
# reviews, the mean, and by how much the adapted one is ahead. Two cores need about six minutes.
#
#   tests/configs/measure_quickstart.sh build/release/bin/graft [RUNS_FOLDER]
set -euo pipefail

graft=$(realpath "${1:?usage: measure_quickstart.sh GRAFT [RUNS_FOLDER]}")
runs=$(realpath -m "${2:-runs}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for seed in 1 2 3; do
  "$graft" run configs/quickstart.yaml --runs "$runs/seed-$seed" --set seed=$seed >/dev/null
  for stage in adapted scratch prompted; do
    result=$runs/seed-$seed/quickstart/$stage/result.json
    printf '%s %s %s\n' $seed $stage "$(grep -o '"accuracy": [0-9.]*' "$result" | head -1 | cut -d' ' -f2)"
  done
done | awk '
  { printf "seed %s  %-9s %5.1f %%\n", $1, $2, 100 * $3; sum[$2] += 100 * $3 }
  END {
    for (stage in sum) printf "mean    %-9s %5.1f %%\n", stage, sum[stage] / 3
    printf "adapted is %.1f points ahead of scratch\n", (sum["adapted"] - sum["scratch"]) / 3
  }'
