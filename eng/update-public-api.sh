#!/usr/bin/env bash
# Writes every public symbol that PublicAPI.Unshipped.txt lacks into it, and takes out what is gone. Review the diff: it is the API change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export UseSharedCompilation=true
log="$(mktemp)"; trap 'rm -f "$log"' EXIT
for project in ${1:-Engine.Core Engine.Runtime}; do
  file="$project/PublicAPI.Unshipped.txt"
  # A first pass without the old lines that no longer exist (RS0017), then the missing ones (RS0016).
  dotnet build "$project" -c Release -nologo -v q -p:TreatWarningsAsErrors=false >"$log" 2>&1 || true
  { grep -oE "RS0017: Symbol '.*' is part of" "$log" || true; } | sed -E "s/^RS0017: Symbol '(.*)' is part of/\1/" | sort -u |
    { grep -vxFf - "$file" || true; } >"$file.new"
  { grep -oE "RS0016: Symbol '.*' is not part" "$log" || true; } | sed -E "s/^RS0016: Symbol '(.*)' is not part/\1/" >>"$file.new"
  { echo '#nullable enable'; grep -v '^#nullable' "$file.new" | grep -v '^$' | LC_ALL=C sort -u; } >"$file"
  rm -f "$file.new"
done
