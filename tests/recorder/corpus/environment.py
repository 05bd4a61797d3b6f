"""Environment, arguments, paths and flags are as without a recorder."""

import os
import sys

print([name for name in sorted(os.environ) if "MEANWHILE" in name], os.environ.get("PYTHONPATH"))
print(sys.argv[1:], os.path.basename(sys.argv[0]), os.path.basename(sys.path[0]))
print([path for path in sys.path if "recorder" in path and not path.endswith("corpus")])
print(__name__, __spec__, __builtins__ is sys.modules["builtins"], os.path.basename(__file__))
print(
    sys.modules["__main__"].__dict__ is globals(), sorted(name for name in globals() if name.startswith("__"))
)
print(sys.flags.optimize, sys.flags.dev_mode, len(sys.orig_argv), sys.warnoptions)
