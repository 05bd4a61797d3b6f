"""One blocking call inside a coroutine, and the whole event loop stands still."""

import asyncio
import time

LENGTH = 5  # seconds


def hello():
    # All that the other one wants to do.
    print("printer: hello")


# ── Async ────────────────────────────────────────────────────────────────────


async def printer():
    hello()


async def sleeper_wrong():
    print("sleeper: good night")
    # The event loop called us on this thread, and waits for us to return or await.
    time.sleep(LENGTH)
    print("sleeper: good morning")


async def main_wrong():
    await asyncio.gather(sleeper_wrong(), printer())


async def sleeper_right():
    print("sleeper: good night")
    # The event loop comes back when it is time, and runs the others meanwhile.
    await asyncio.sleep(LENGTH)
    print("sleeper: good morning")


async def main_right():
    await asyncio.gather(sleeper_right(), printer())


# ── Blocking ─────────────────────────────────────────────────────────────────


def sleeper_blocking():
    print("sleeper: good night")
    time.sleep(LENGTH)
    print("sleeper: good morning")


def main_blocking():
    sleeper_blocking()
    hello()


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_wrong())
    print(f"wrong: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_right())
    print(f"right: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
