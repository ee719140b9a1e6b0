#!/usr/bin/env bash
# Counts the instructions of one operation of each case in bench/instructions.txt, in a published engine under valgrind, which counts the same on every
# x64 machine, however busy. Fails where one takes over 3 % more than the file says; fewer is told. --update writes what was counted into the file.
# Usage: eng/count-instructions.sh ENGINE [--update]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
engine="$(realpath "$1")"; update="${2:-}"; file=bench/instructions.txt
[ "$(uname -m)" = x86_64 ] || { echo "the counts are of x64: skipped"; exit 0; }
command -v valgrind >/dev/null || { echo "no valgrind to count with: skipped"; exit 0; }
work="$(mktemp -d)"; trap 'rm -rf "$work"' EXIT
cp "$engine" "$work/engine" # without the file of debug symbols beside it, which valgrind cannot read

count() { # arguments of bench count: prints instructions
  DOTNET_GCHeapHardLimit=0x20000000 DOTNET_gcConcurrent=0 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$work/engine" bench count "$@" 2>&1 >/dev/null |
    awk '/Collected/ { print $4 }'
}

one() { # suite, case, operations, expected: prints the line for the file, and a verdict behind a tab
  local few many
  few="$(count "$1" "$2" 0)"; many="$(count "$1" "$2" "$3")"
  [ -n "$few" ] && [ -n "$many" ] || { printf '%s %s %s %s\tBAD could not be counted\n' "$1" "$2" "$3" "$4"; return; }
  awk -v suite="$1" -v name="$2" -v operations="$3" -v expected="$4" -v few="$few" -v many="$many" 'BEGIN {
    counted = (many - few) / operations
    change = expected > 0 ? (counted / expected - 1) * 100 : 0
    verdict = change > 3 ? "BAD" : change < -3 ? "fewer" : "ok"
    printf "%s %s %d %.0f\t%s %.0f, %+.2f %% of %.0f\n", suite, name, operations, counted, verdict, counted, change, expected }'
}

export -f count one; export work
grep -v '^#' "$file" | xargs -P "$(nproc)" -L 1 bash -c 'one "$@"' _ >"$work/counted"
[ "$(wc -l <"$work/counted")" -eq "$(grep -vc '^#' "$file")" ] || { echo "not all cases were counted"; exit 1; }
sort "$work/counted" | awk -F '\t' '{ split($1, case_, " "); printf "%-10s %-22s %s\n", case_[1], case_[2], $2 }'
if [ "$update" = --update ]; then
  { grep '^#' "$file"; sort "$work/counted" | cut -f 1; } >"$work/new" && cp "$work/new" "$file"
  exit 0
fi

! grep -q "$(printf '\tBAD')" "$work/counted" || { echo "more instructions than $file says: mend it, or say why and run $0 ENGINE --update"; exit 1; }
! grep -q "$(printf '\tfewer')" "$work/counted" || echo "fewer than $file says: run $0 ENGINE --update, so that they stay few"
