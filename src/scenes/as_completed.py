"""Four operations, and their results in the order in which they are done."""

import asyncio
import time

OPERATIONS = [(1.5, 30), (0.5, 10), (2.0, 40), (1.0, 20)]  # seconds, and what it gives


# ── Async ────────────────────────────────────────────────────────────────────


async def operation(seconds, value):
    await asyncio.sleep(seconds)
    return value


async def main():
    tasks = [asyncio.create_task(operation(seconds, value)) for seconds, value in OPERATIONS]

    total = 0
    for next_one in asyncio.as_completed(tasks):
        # Waits for whichever is done next.
        value = await next_one
        total += value
        print(f"got {value}, {total} so far")


# ── Blocking ─────────────────────────────────────────────────────────────────


def operation_blocking(seconds, value):
    time.sleep(seconds)
    return value


def main_blocking():
    total = 0
    for seconds, value in OPERATIONS:
        # The order of completion is the order of the calls.
        value = operation_blocking(seconds, value)
        total += value
        print(f"got {value}, {total} so far")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
