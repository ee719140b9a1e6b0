#!/usr/bin/env bash
# Starts the checkouts, kills the process with SIGKILL again and again, and starts it once more until all orders are through.
# kill-and-restart.sh [KILLS] [ORDERS]; ends with 0 if each order was reserved, charged and sent once.
set -euo pipefail
kills="${1:-6}" orders="${2:-400}"
here="$(cd "$(dirname "$0")" && pwd)"
dotnet build "$here" -c Release -v q -nologo
program="$here/bin/Release/net10.0/DurableCheckout.dll"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
for ((kill = 1; kill <= kills; kill++)); do
  dotnet "$program" "$folder" "$orders" &
  process=$!
  sleep "0.$((RANDOM % 5 + 4))"
  if kill -KILL "$process" 2>/dev/null; then echo "-- killed ($kill of $kills)"; fi
  wait "$process" 2>/dev/null || true
done
dotnet "$program" "$folder" "$orders"
