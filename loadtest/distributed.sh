#!/usr/bin/env bash
# A master and workers on this machine; exits with 1 on any failure. Usage: loadtest/distributed.sh [URL [USERS [SECONDS [WORKERS]]]]
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
command -v locust >/dev/null || { echo "locust is not installed: apt-get install python3-locust, or pip install locust"; exit 1; }
url="${1:-http://127.0.0.1:8002}" users="${2:-40}" seconds="${3:-30}" workers="${4:-2}" port="${LOCUST_PORT:-5557}"
# They come within ten seconds, as in headless.sh.
rate=$(((users + 9) / 10))
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null' EXIT
for ((worker = 0; worker < workers; worker++)); do
  # A worker that nobody answers tries for ever: it gets an end.
  timeout $((seconds + 60)) locust -f locustfile.py --worker --master-host 127.0.0.1 --master-port "$port" >/dev/null 2>&1 &
  pids+=($!)
done
timeout $((seconds + 60)) locust -f locustfile.py --headless --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
  --expect-workers "$workers" --host "$url" -u "$users" -r "$rate" -t "${seconds}s" --only-summary
