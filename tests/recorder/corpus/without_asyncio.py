"""A program without a loop."""

import sys
import time

print("plain", sys.argv[1:])
time.sleep(0.01)
raise SystemExit(9)
