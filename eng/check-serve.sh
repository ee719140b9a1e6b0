#!/usr/bin/env bash
# check-serve.sh ENGINE: the native `engine serve` as a client meets it: start, define, execute, status, events, kill -9, start again, a load, stop by a signal.
set -euo pipefail
engine="$1"; folder="$(mktemp -d)"; server=""
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$folder"' EXIT
command -v curl >/dev/null || { echo "curl is needed"; exit 1; }

start() { # sets server and url; says how long it took until it was ready
  local begin=$(date +%s%N) try; : >"$folder/out"
  "$engine" serve --urls http://127.0.0.1:0 --data "$folder/data" --simulate-agents >"$folder/out" 2>"$folder/err" & server=$!
  for try in $(seq 2000); do
    url="$(sed -n 's|^Engine serves on \(http://[^/]*\)/.*|\1|p' "$folder/out")"
    [ -n "$url" ] && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/err"; return 1; }
    sleep 0.005
  done
  curl -sf -m 30 -o /dev/null "$url/readyz"
  echo "up in $((($(date +%s%N) - begin) / 1000000)) ms, $(awk '/VmRSS/ { print $2 }' "/proc/$server/status") kB"
}

ask() { # status wanted, curl arguments...: prints the body
  local wanted="$1" status; shift
  status=$(curl -s -m 30 -o "$folder/answer" -w '%{http_code}' -H 'Content-Type: application/json' "$@")
  cat "$folder/answer"; echo
  [ "$status" = "$wanted" ] || { echo "answered $status, not $wanted: $*"; return 1; }
}

wait_for() { # word, address: asks until the answer has it
  local try; for try in $(seq 200); do curl -s -m 30 "$2" | grep -q "$1" && return 0; sleep 0.05; done
  echo "no $1 at $2"; return 1
}

start
workflow='{"workflow_id":"smoke","orchestration_pattern":"supervisor","agents":{"a":{"type":"hash"},"b":{"type":"llm"}},"tasks":[{"task_id":"one","agent_role":"a"},{"task_id":"two","agent_role":"b","depends_on":["one"]}]}'
ask 201 -d "$workflow" "$url/api/v1/workflows"
ask 200 -d "$workflow" "$url/api/v1/workflows"
ask 200 -d '{"input_data":{"n":1},"execution_options":{"timeout":60}}' "$url/api/v1/workflows/smoke/execute"
wait_for '"status":"completed"' "$url/api/v1/workflows/smoke/status"
ask 200 -d '{"events":[{"event_id":"1","event_type":"task_started","workflow_id":"smoke"},{"event_id":"1","event_type":"task_started","workflow_id":"smoke"}]}' "$url/api/v1/events/batch" |
  grep '"accepted":1,"duplicates":1'
ask 400 -d '{"events":[{]}' "$url/api/v1/events/batch"
{ kill -9 "$server"; wait "$server"; } 2>/dev/null || true
start
ask 200 "$url/api/v1/workflows/smoke/status" | grep '"status":"completed"'
# Requests as they would arrive: none may fail.
"$engine" load "$url" --rate 300 --seconds 5 --workflows 20 --html "$folder/load.html"
grep -q '</html>' "$folder/load.html"
# Executions that are kept under way: all end, and the server's stream tells of it.
"$engine" load "$url" --concurrent 50 --delay-ms 5 --seconds 3
kill "$server"; wait "$server"; server=""
# What it sends to a collector: native code has the serialiser, too.
if command -v python3 >/dev/null; then
  python3 - "$folder/sent" "$folder/port" <<'END' & collector=$!
import http.server, sys
class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        open(sys.argv[1], 'ab').write(self.path.encode() + b'\n' + body + b'\n')
        self.send_response(200); self.send_header('Content-Length', '0'); self.end_headers()
    def log_message(self, *arguments): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Collector)
open(sys.argv[2], 'w').write(str(server.server_port))
server.serve_forever()
END
  for try in $(seq 200); do [ -s "$folder/port" ] && break; sleep 0.05; done
  export OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$(cat "$folder/port")" OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
  start
  ask 200 -d '{}' "$url/api/v1/workflows/smoke/execute"
  wait_for '"status":"completed"' "$url/api/v1/workflows/smoke/status"
  kill "$server"; wait "$server"; server=""
  kill "$collector"
  for word in /v1/metrics engine.host.steps http.server.request.duration /v1/traces 'execute smoke' 'task two'; do
    grep -qa "$word" "$folder/sent" || { echo "the collector was not sent $word"; exit 1; }
  done
fi
[ ! -s "$folder/err" ] || { cat "$folder/err"; exit 1; }
echo "engine serve: ok"
