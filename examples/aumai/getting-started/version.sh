#!/bin/sh
# In a checkout: ./bailiwick --version, which builds with the first call. The second line of the guide asks Python for the
# library's version; here the native protocol's is shown.
set -eu
bailiwick --version | head -n 2
