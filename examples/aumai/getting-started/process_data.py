import json
import sys

with open(sys.argv[sys.argv.index("--input") + 1]) as source:
    print("sum", sum(json.load(source)["numbers"]))
