#!/bin/sh
set -eu
cd "$(dirname "$0")/../readme"
bailiwick validate --config capability.yaml --output json | python3 -c "
import json, sys
data = json.load(sys.stdin)
if not data['valid']:
    print('FAIL:', data['error'])
    sys.exit(1)
limits = data['capability']['resource_limits']
assert limits['max_memory_mb'] <= 512, 'memory limit too high'
assert limits['max_cost_usd'] <= 0.10, 'cost limit too high'
print('Capability validated OK')
"
