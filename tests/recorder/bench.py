"""What the recorder costs, as a line of JSON: `cargo xtask bench recorder` calls this.

With and without it in turns, and the medians are compared: what else the machine does slows both. `step`: microseconds
of a processor more a step, of a program that does nothing but steps; `hundred`: how many times as long a hundred requests take;
`start`: milliseconds until the program begins, more than without.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from recording import RECORDER
from serving import serving

TURNS = 5
STEPS = 100_000

# How long the part takes that counts, and when the program began, by the clock that all processes share.
MEASURED = """\
import time
began = time.time()
import asyncio, {name}
start = time.{clock}()
asyncio.run({name}.main())
print(began, time.{clock}() - start)
"""
SPIN = """\
import asyncio
async def spin():
    for _ in range({steps}):
        await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(spin() for _ in range(10)))
"""
SCENE = pathlib.Path(__file__).parents[2] / "src/scenes/hundred_urls.py"
# The address that programs have for the practice server; those that have none get it as the client's base.
ADDRESS = "http://127.0.0.1:8000"
CLIENT = "httpx.AsyncClient("


def measure(folder, program, recorded):
    """Seconds until the program begins, and seconds that it takes."""
    command = [sys.executable, "-B", *([RECORDER, "--output", "run.json"] if recorded else []), program]
    start = time.time()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    began, took = done.stdout.splitlines()[-1].split()
    return float(began) - start, float(took)


def compare(folder, program):
    """Medians without and with the recorder: pairs of what `measure` returns."""
    turns = [[measure(folder, program, recorded) for recorded in (False, True)] for _ in range(TURNS)]
    return [[statistics.median(values) for values in zip(*side)] for side in zip(*turns)]


def write(folder, name, module, clock):
    """A module, and a program that measures its `main`. Returns the program's name."""
    pathlib.Path(folder, f"{name}.py").write_text(module, encoding="utf-8")
    program = pathlib.Path(folder, f"measure_{name}.py")
    program.write_text(MEASURED.format(name=name, clock=clock), encoding="utf-8")
    return program.name


def main():
    with tempfile.TemporaryDirectory() as folder:
        spin = write(folder, "spin", SPIN.format(steps=STEPS // 10), "process_time")
        (before, without), (after, recorded) = compare(folder, spin)
        step = (recorded - without) / STEPS * 1e6
    with tempfile.TemporaryDirectory() as folder, serving("hundred-urls") as address:
        source = SCENE.read_text(encoding="utf-8")
        base = f"{CLIENT}base_url={ADDRESS!r}, " if "base_url" not in source else CLIENT
        source = source.replace(CLIENT, base).replace(ADDRESS, address)
        program = write(folder, "hundred_urls", source, "perf_counter")
        (_, bare), (_, watched) = compare(folder, program)
    print(json.dumps({"step": step, "hundred": watched / bare, "start": (after - before) * 1000}))


if __name__ == "__main__":
    main()
