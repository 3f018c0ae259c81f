#!/usr/bin/env python3
"""rss.py FILE COMMAND... - run a command as it is, write its peak RSS to FILE."""
import json
import os
import subprocess
import sys

p = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(p.pid, 0)
with open(sys.argv[1], "w") as f:
    json.dump({"max_rss_kib": usage.ru_maxrss}, f)
sys.exit(os.waitstatus_to_exitcode(status))
