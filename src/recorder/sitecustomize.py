"""Starts the recording in the interpreter that runs the program, and then does what another file of this name does."""

import sys

from _meanwhile import start

start.from_environment()

recorder = sys.modules.pop("sitecustomize")
try:
    import sitecustomize  # noqa: F401
except ImportError:
    pass
sys.modules.setdefault("sitecustomize", recorder)
