import sys

print("agent called with", sys.argv[1:])
