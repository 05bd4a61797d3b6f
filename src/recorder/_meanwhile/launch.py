"""Starts the program in an interpreter of its own, so that nothing of the recorder is under it.

The interpreter finds this package by `PYTHONPATH`; its `sitecustomize` starts the recording before the program, and
puts the environment and `sys.path` back as they were.
"""

import os
import sys

VARIABLE = "_MEANWHILE"
SEPARATOR = "\x1f"


class Settings:
    """What is recorded, and where to."""

    def __init__(self, argv, folder, output, shown_output, limit, sources):
        # The program and its arguments, as the user typed them.
        self.argv = argv
        self.folder = folder
        self.output = output
        self.shown_output = shown_output
        self.limit = limit
        self.sources = sources


def run(settings, command):
    """Runs `python` with this command line in place of this process. Returns its status where that is impossible."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    before = os.environ.get("PYTHONPATH")
    fields = [
        package,
        "" if before is None else f"={before}",
        settings.folder,
        settings.output,
        settings.shown_output,
        str(settings.limit),
        "sources" if settings.sources else "",
        *settings.argv,
    ]
    environment = dict(os.environ)
    environment["PYTHONPATH"] = package if not before else package + os.pathsep + before
    environment[VARIABLE] = SEPARATOR.join(fields)
    flags = sys.orig_argv[1 : sys.orig_argv.index(sys.argv[0])]
    arguments = [sys.orig_argv[0], *flags, *command]
    if os.name == "nt":
        import subprocess

        return subprocess.call([sys.executable, *arguments[1:]], env=environment)
    os.execve(sys.executable, arguments, environment)


def received():
    """The settings from the environment, which then is as it was before; None where there are none."""
    text = os.environ.pop(VARIABLE, None)
    if text is None:
        return None
    package, before, folder, output, shown_output, limit, sources, *argv = text.split(SEPARATOR)
    if before:
        os.environ["PYTHONPATH"] = before[1:]
    else:
        del os.environ["PYTHONPATH"]
    if package in sys.path:
        sys.path.remove(package)
    return Settings(argv, folder, output, shown_output, int(limit), bool(sources))
