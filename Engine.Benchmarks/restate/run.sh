#!/usr/bin/env bash
# Runs of ten durable steps in Restate, by one, 64 and 1,024 callers: rows as those of `--ratios hosting`, for the same machine in the same hour.
# Usage: run.sh [--quick] [FOLDER], the folder on the disk that is measured (a temporary one if none is given; nothing is left there).
# Needs node 20 or newer and npm. Everything listens on loopback, on free ports, and ends with this script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
quick=""; [ "${1:-}" = --quick ] && { quick=--quick; shift; }
work=$(mktemp -d "${1:-${TMPDIR:-/tmp}}/engine-restate-XXXXXX")
pids=()

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

cp "$here"/*.mjs "$work"
cd "$work"
# Without scripts: one of the packages would report that it was installed.
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @restatedev/restate-server@1.7.12 @restatedev/restate-sdk@1.17.2 >&2 ||
  { echo "restate: npm could not install it; nothing is measured." >&2; exit 1; }

read -r fabric admin ingress service < <(node ports.mjs 4)
node service.mjs "$service" >service.log 2>&1 & pids+=($!)
RESTATE_DISABLE_TELEMETRY=true RESTATE_LISTEN_MODE=tcp RESTATE_BIND_IP=127.0.0.1 RESTATE_BIND_PORT="$fabric" RESTATE_ADMIN__BIND_PORT="$admin" \
  RESTATE_INGRESS__BIND_PORT="$ingress" RESTATE_DEFAULT_NUM_PARTITIONS=4 RESTATE_BASE_DIR="$work/data" RESTATE_LOG_FILTER=warn \
  node_modules/@restatedev/restate-server-linux-*/bin/restate-server >server.log 2>&1 & pids+=($!)
node callers.mjs "$admin" "$ingress" "$service" $quick || { tail -n 20 server.log service.log >&2; exit 1; }
