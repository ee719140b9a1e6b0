#!/usr/bin/env bash
# Locust's page on http://127.0.0.1:8089 against a host. Usage: loadtest/interactive.sh [URL]
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
command -v locust >/dev/null || { echo "locust is not installed: apt-get install python3-locust, or pip install locust"; exit 1; }
exec locust -f locustfile.py --host "${1:-http://127.0.0.1:8002}" --web-host 127.0.0.1
