"""Runs the Python programs of scenes in virtual time and says what they printed, and when.

Arguments are files. Each function `main` or `main_…` runs in a fresh module, from the time zero;
then the whole file runs as a program. What comes out is a line of JSON for each of these and for that:
{"file": …, "part": its name | "whole", "is_async": …, "lines": [[microseconds, text], …], "error": …}.
"""

import ast
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

# The main function of a program that is meant for a Python without a global lock.
FREE_THREADED = "main_free_threaded"
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


def mains(source, path):
    """The names of a file's main functions, each with whether it is async."""
    functions = ast.parse(source, path).body
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    named = [part for part in functions if isinstance(part, kinds) and (part.name + "_").startswith("main_")]
    return [(part.name, isinstance(part, ast.AsyncFunctionDef)) for part in named]


def run_part(part, is_async, source, path):
    if part == "whole":
        execute(source, path, "__main__")
    elif is_async:
        scene_loop.run(getattr(execute(source, path, "scene"), part)())
    else:
        getattr(execute(source, path, "scene"), part)()


def played(part, is_async, source, path):
    """What a part of the program printed, and its error if it failed."""
    console = sys.stdout = Console()
    virtual_time.now.reset()
    virtual_threads.scheduler.reset(free_threaded=part == FREE_THREADED)
    error = None
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    try:
        run_part(part, is_async, source, path)
    except BaseException:
        error = traceback.format_exc()
    finally:
        sys.stdout = sys.__stdout__
        faulthandler.cancel_dump_traceback_later()
    # Lines of one time stay in the order of printing.
    console.lines.sort(key=lambda line: line[0])
    return {"part": part, "is_async": is_async, "lines": console.lines, "error": error}


def main():
    scene_loop.install()
    for file in sys.argv[1:]:
        source = pathlib.Path(file).read_text(encoding="utf-8")
        for part, is_async in [*mains(source, file), ("whole", False)]:
            # Named first, so that the last name is that of a program that never ends.
            print(f"{file}: {part}", file=sys.stderr, flush=True)
            print(json.dumps({"file": file} | played(part, is_async, source, file)), flush=True)
    # Threads that wait for ever have no say in the end.
    sys.stdout.flush()
    end(0)


if __name__ == "__main__":
    main()
