"""Three computations: in turns on one thread, or side by side on several."""

import asyncio
import concurrent.futures
import time

MILLION = 1_000_000

# How many millions of numbers each of them squares, and how many between two turns.
SIZES = {"A": 30, "B": 40, "C": 20}
PART = 5
WORKERS = 3


def parts(size):
    for start in range(0, size, PART):
        yield range(start * MILLION, min(size, start + PART) * MILLION)


def report(totals):
    for name, total in zip(SIZES, totals):
        print(f"{name}: the squares add up to {total}")


# ── Async ────────────────────────────────────────────────────────────────────


async def compute(name, size):
    total = 0
    for part in parts(size):
        total += sum(number * number for number in part)
        print(f"{name}: {part.stop // MILLION} million")
        # Concurrent: all three are under way. Not parallel: there is one thread.
        await asyncio.sleep(0)
    return total


async def main():
    report(await asyncio.gather(*(compute(name, size) for name, size in SIZES.items())))


# ── Blocking ─────────────────────────────────────────────────────────────────


def compute_all(name, size):
    total = 0
    for part in parts(size):
        total += sum(number * number for number in part)
        print(f"{name}: {part.stop // MILLION} million")
    return total


def main_blocking():
    # Parallel. Processes, for the threads of one would share its global lock.
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        totals = pool.map(compute_all, SIZES.keys(), SIZES.values())
    report(totals)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
