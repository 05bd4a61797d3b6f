"""Three computations: as threads that share one lock, or with a lock each."""

import asyncio
import concurrent.futures
import time

MILLION = 1_000_000

NAMES = ["A", "B", "C"]
N = 25 * MILLION


def compute(name):
    # Pure computation, with nothing to wait for.
    total = sum(number * number for number in range(N))
    print(f"{name} has its sum")
    return total


# ── Async ────────────────────────────────────────────────────────────────────


async def main_processes():
    # Each process is an interpreter with a lock of its own: nobody waits for anybody.
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(3) as processes:
        totals = await asyncio.gather(*(loop.run_in_executor(processes, compute, name) for name in NAMES))
    print(f"in all {sum(totals)}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_threads():
    # A thread that computes has to hold the interpreter's lock, and gives it away after 5 ms
    # (see sys.setswitchinterval).
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        totals = threads.map(compute, NAMES)
    print(f"in all {sum(totals)}")


def main_free_threaded():
    # The same, to be run with a free-threaded build of Python, such as python3.13t: it has no such lock.
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        totals = threads.map(compute, NAMES)
    print(f"in all {sum(totals)}")


if __name__ == "__main__":
    start = time.perf_counter()
    main_threads()
    print(f"threads: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_free_threaded()
    print(f"free threaded: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_processes())
    print(f"processes: {time.perf_counter() - start:.2f} s")
