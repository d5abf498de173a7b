#!/bin/sh
set -eu
cd "$(dirname "$0")"

# Basic run
bailiwick run --quiet --config offline.yaml -- python3 agent.py

# With timeout override
bailiwick run --quiet --config offline.yaml --timeout 120 -- python3 agent.py --verbose

# Node.js agent
if command -v node >/dev/null; then
    bailiwick run --quiet --config offline.yaml -- node agent.js
fi

# Arguments with spaces (use -- separator)
bailiwick run --quiet --config offline.yaml -- python3 agent.py --prompt "analyze this text"
