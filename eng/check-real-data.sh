#!/usr/bin/env bash
# Lets a published engine plan every graph of the real test material and an independent checker judge each answer.
# Usage: eng/check-real-data.sh ENGINE. The material is found through ENGINE_TESTDATA or as ../shared/data; without it, says so and passes.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
engine="$1"; data="${ENGINE_TESTDATA:-../shared/data}"
[ -f "$data/check.py" ] || { echo "no real test material at $data: skipped"; exit 0; }
command -v python3 >/dev/null || { echo "no python3 for the checker: skipped"; exit 0; }
answer="$(mktemp)"; trap 'rm -f "$answer"' EXIT
good=0 bad=0
for file in "$data"/wfinstances/*.json* "$data"/stg/*/*.stg "$data"/graphs/*.edges.gz; do
  folder="$(basename "$(dirname "$file")")"
  [ "$(basename "$file")" != oracle.json ] || continue
  case "$file" in */stg/*) oracle="$data/stg/oracle.json" ;; *) oracle="$data/$folder/oracle.json" ;; esac
  "$engine" plan "$file" --json -o "$answer" --workers 1,2,4,8 --reduction --antichain 2>/dev/null; code=$?
  # 2 is right for a cyclic graph, whose answer is its cycle.
  if { [ $code -eq 0 ] || { [ $code -eq 2 ] && grep -q '"cycle"' "$answer"; }; } &&
    python3 "$data/check.py" "$file" "$answer" "$oracle" >/dev/null; then good=$((good + 1))
  else bad=$((bad + 1)); echo "refused: $file (exit code $code)"; fi
done
echo "$good answers accepted, $bad refused"
[ $bad -eq 0 ] && [ $good -gt 0 ]
