"""Four sums, on a pool of processes or one after another."""

import asyncio
import concurrent.futures
import time

MILLION = 1_000_000

WORKERS = 4
SIZES = [10, 20, 15, 5]  # millions


def compute(size):
    total = sum(number * number for number in range(size * MILLION))
    print(f"below {size} million: done")
    return total


def report(totals):
    for size, total in zip(SIZES, totals):
        print(f"below {size} million: {total}")


# ── Async ────────────────────────────────────────────────────────────────────


async def main():
    # Processes share no memory: the arguments are sent to them, and the results are sent back.
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        report(await asyncio.gather(*(loop.run_in_executor(pool, compute, size) for size in SIZES)))


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    report([compute(size) for size in SIZES])


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
