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


async def main():
    # Each process is an interpreter with a lock of its own: nobody waits for anybody.
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(3) as processes:
        totals = await asyncio.gather(*(loop.run_in_executor(processes, compute, name) for name in NAMES))
    print(f"in all {sum(totals)}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    # Whoever wants to compute has to hold the interpreter's lock, and gives it away after 5 ms
    # (see sys.setswitchinterval). A free-threaded build of Python has no such lock.
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        totals = threads.map(compute, NAMES)
    print(f"in all {sum(totals)}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
