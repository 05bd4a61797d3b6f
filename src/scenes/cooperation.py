"""Tasks take turns because each of them gives way, and for no other reason."""

import asyncio
import time

WORKERS = [("A", 3), ("B", 2), ("C", 1)]  # who there is, and how many steps each has to do
STEP = 0.1  # seconds


def work(seconds):
    # Keeps the processor busy.
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


# ── Async ────────────────────────────────────────────────────────────────────


async def worker(name, steps):
    for number in range(1, steps + 1):
        work(STEP)
        print(f"{name} {number}")

        # Nothing takes the thread away from a task: it is its own await that lets others go on.
        await asyncio.sleep(0)


async def main_with_awaits():
    # All three give way after each step.
    await asyncio.gather(*(worker(name, steps) for name, steps in WORKERS))


async def keeper(name, steps):
    # A task that never awaits keeps the thread until it is done.
    for number in range(1, steps + 1):
        work(STEP)
        print(f"{name} {number}")


async def main_without_awaits():
    # A keeps the thread; B and C give way.
    a, b, c = WORKERS
    await asyncio.gather(keeper(*a), worker(*b), worker(*c))


# ── Blocking ─────────────────────────────────────────────────────────────────


def worker_blocking(name, steps):
    for number in range(1, steps + 1):
        work(STEP)
        print(f"{name} {number}")


def main_blocking():
    for name, steps in WORKERS:
        worker_blocking(name, steps)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_with_awaits())
    print(f"with awaits: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_without_awaits())
    print(f"without awaits: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
