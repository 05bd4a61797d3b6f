"""Five people, and a turnstile that lets three in at a time."""

import asyncio
import time

PERMITS = 3
VISITORS = [("A", 0.8), ("B", 1.2), ("C", 0.6), ("D", 0.8), ("E", 0.6)]  # who stays how long, in seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def visit(turnstile, name, stay):
    print(f"{name} arrives")
    # Waits only when no permit is left: first come, first served. Leaving the
    # block gives the permit back, however it is left.
    async with turnstile:
        print(f"{name} goes in")
        await asyncio.sleep(stay)
        print(f"{name} leaves")


async def main():
    turnstile = asyncio.Semaphore(PERMITS)
    await asyncio.gather(*(visit(turnstile, name, stay) for name, stay in VISITORS))
    print("everybody was inside")


# ── Blocking ─────────────────────────────────────────────────────────────────


def visit_blocking(name, stay):
    print(f"{name} arrives")
    # No turnstile is needed: a single thread cannot be in two places at once.
    print(f"{name} goes in")
    time.sleep(stay)
    print(f"{name} leaves")


def main_blocking():
    for name, stay in VISITORS:
        visit_blocking(name, stay)
    print("everybody was inside")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
