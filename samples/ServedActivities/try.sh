#!/usr/bin/env bash
# Starts the server, has its activities write letters over HTTP, and ends it. try.sh [PROGRAM]: a published one; without it the one that is built here.
# Ends with 0 if the letters are what they must be.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
if [ $# -gt 0 ]; then program=("$1"); else
  dotnet build "$here" -c Release -v q -nologo
  program=(dotnet "$here/bin/Release/net10.0/ServedActivities.dll")
fi
folder="$(mktemp -d)" server=""
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$folder"' EXIT
"${program[@]}" serve --help >/dev/null
"${program[@]}" --urls http://127.0.0.1:0 --data none --no-sample >"$folder/out" 2>"$folder/err" & server=$!
url=""
for try in $(seq 600); do
  url="$(sed -n 's|^Engine serves on \(http://[^/]*\)/.*|\1|p' "$folder/out")"
  [ -n "$url" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/err"; exit 1; }
  sleep 0.05
done
post() { curl -sf -m 30 -H 'Content-Type: application/json' -d "$2" "$url$1"; echo; }
post /api/v1/workflows '{"workflow_id":"letters","agents":{"writer":{"type":"write-letter"},"copyist":{"type":"person","capabilities":["copy-letters"]}},
  "tasks":[{"task_id":"one","agent_role":"writer"},{"task_id":"two","agent_role":"writer"},{"task_id":"both","agent_role":"copyist","depends_on":["one","two"]}]}'
execution="$(post /api/v1/workflows/letters/execute '{"input_data":{"name":"Ada"}}' | sed 's/.*"execution_id":"\([^"]*\)".*/\1/')"
for try in $(seq 600); do
  answer="$(curl -sf -m 30 "$url/api/v1/executions/$execution")"
  case "$answer" in *'"status":"running"'*) sleep 0.05 ;; *) break ;; esac
done
kill "$server"; wait "$server"; server=""
case "$answer" in
  *'"both":"Dear Ada, this is one. Dear Ada, this is two."'*) echo "Dear Ada, this is one. Dear Ada, this is two." ;;
  *) echo "$answer"; exit 1 ;;
esac
