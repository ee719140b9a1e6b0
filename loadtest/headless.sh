#!/usr/bin/env bash
# A load without a page; exits with 1 on any failure. Usage: loadtest/headless.sh [URL [USERS [SECONDS [REPORT.html]]]]
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
command -v locust >/dev/null || { echo "locust is not installed: apt-get install python3-locust, or pip install locust"; exit 1; }
users="${2:-20}"
# They come within ten seconds: a hundred that come in one have Python make a hundred definitions and connections, and each waits for all.
rate=$(((users + 9) / 10))
exec locust -f locustfile.py --headless --host "${1:-http://127.0.0.1:8002}" -u "$users" -r "$rate" -t "${3:-30}s" --only-summary ${4:+--html "$4"}
