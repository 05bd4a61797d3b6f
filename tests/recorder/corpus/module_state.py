"""Modules, hooks and streams of `sys` are of the kind that they are without a recorder."""

import builtins
import sys
import threading

print(
    sys.excepthook is sys.__excepthook__,
    sys.displayhook is sys.__displayhook__,
    sys.gettrace(),
    sys.getprofile(),
)
print(type(sys.stdout).__name__, sys.stdout is sys.__stdout__, type(sys.stderr).__name__, sys.stdout.isatty())
print(sys.stdout.line_buffering, sys.stdout.write_through, sys.stdout.errors, sys.stdout.newlines)
print(print is builtins.print, open is builtins.open, sys.getswitchinterval(), sys.getrecursionlimit())
print(threading.active_count(), threading.excepthook is threading.__excepthook__, repr(print))
print("asyncio" in dir(), sys.stdout.buffer.__class__.__name__, sys.stdout)
