"""Greet Alice, then Bob: awaiting in turn is one thing after another."""

import asyncio
import time

GUESTS = ["Alice", "Bob"]
STAY = 0.5  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def greet(name):
    print(f"hello, {name}")
    await asyncio.sleep(STAY)
    print(f"goodbye, {name}")


async def main():
    for name in GUESTS:
        # This line is left when the greeting is over. Only then is the next one begun.
        await greet(name)


# ── Blocking ─────────────────────────────────────────────────────────────────


def greet_blocking(name):
    print(f"hello, {name}")
    time.sleep(STAY)
    print(f"goodbye, {name}")


def main_blocking():
    for name in GUESTS:
        greet_blocking(name)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
