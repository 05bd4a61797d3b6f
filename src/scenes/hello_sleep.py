"""Print, sleep, print: the smallest program that waits."""

import asyncio
import time

LENGTH = 1  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def main():
    print("hello …")
    # The function stops here, and the event loop comes back to it in a second.
    await asyncio.sleep(LENGTH)
    print("… world")


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    print("hello …")
    # The function is inside sleep all the time, and so is the thread.
    time.sleep(LENGTH)
    print("… world")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
