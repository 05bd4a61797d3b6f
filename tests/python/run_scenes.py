"""Runs the Python programs of scenes in virtual time and says what they printed, and when.

Arguments are files. Each of `main` and `main_blocking` runs in a fresh module, from the time zero;
then the whole file runs as a program. What comes out is a line of JSON for each of the three:
{"file": …, "part": "async" | "blocking" | "whole", "lines": [[microseconds, text], …], "error": …}.
"""

import faulthandler
import io
import json
import os
import pathlib
import sys
import traceback
import types

HERE = pathlib.Path(__file__).parent
# Behind the standard library: some of the programs there have names of its modules.
sys.path.append(str(HERE.parent / "asyncio"))

import virtual_time  # noqa: E402

# Before all that takes its clock from there, and before all that makes locks.
virtual_time.install()
import virtual_threads  # noqa: E402

end = os._exit
virtual_threads.install()
import pcg  # noqa: E402
import scene_loop  # noqa: E402
import squares  # noqa: E402

# Real seconds after which a program is taken for one that never ends.
PATIENCE = 60


class Console(io.TextIOBase):
    """Standard output: each line with the time at which it was complete."""

    def __init__(self):
        self.lines = []
        self.open = ""

    def write(self, text):
        virtual_time.now.touched()
        *whole, self.open = (self.open + text).split("\n")
        self.lines += [[virtual_time.now.micros, line] for line in whole]
        return len(text)


def execute(source, path, name):
    """A module from the text of its file."""
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules["random"] = pcg.Module()
    module.sum = squares.sum
    exec(compile(source, path, "exec"), module.__dict__)
    return module


def run_part(part, source, path):
    if part == "async":
        scene_loop.run(execute(source, path, "scene").main())
    elif part == "blocking":
        execute(source, path, "scene").main_blocking()
    else:
        execute(source, path, "__main__")


def played(part, source, path):
    """What a part of the program printed, and its error if it failed."""
    console = sys.stdout = Console()
    virtual_time.now.reset()
    virtual_threads.scheduler.reset()
    error = None
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    try:
        run_part(part, source, path)
    except BaseException:
        error = traceback.format_exc()
    finally:
        sys.stdout = sys.__stdout__
        faulthandler.cancel_dump_traceback_later()
    # Lines of one time stay in the order of printing.
    console.lines.sort(key=lambda line: line[0])
    return {"part": part, "lines": console.lines, "error": error}


def main():
    scene_loop.install()
    for file in sys.argv[1:]:
        source = pathlib.Path(file).read_text(encoding="utf-8")
        for part in ("async", "blocking", "whole"):
            # Named first, so that the last name is that of a program that never ends.
            print(f"{file}: {part}", file=sys.stderr, flush=True)
            print(json.dumps({"file": file} | played(part, source, file)), flush=True)
    # Threads that wait for ever have no say in the end.
    sys.stdout.flush()
    end(0)


if __name__ == "__main__":
    main()
