"""The life of a task: ready, running, waiting, ready again, running, done."""

import asyncio
import time

TASKS = [("API", 1.2), ("database", 0.8), ("file", 0.5)]  # whom each waits for, in seconds
WORK = 0.1  # seconds, before and after


def work(seconds):
    # Keeps the processor busy.
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


# ── Async ────────────────────────────────────────────────────────────────────


async def visit(name, wait):
    # Ready since it was made a task; now it is at the front of the queue, and running.
    work(WORK)
    print(f"{name}: asks, and waits")

    # Waiting: it has left the queue. When the time has come, it is put at its end again.
    await asyncio.sleep(wait)

    # Running again, from the line behind the await.
    print(f"{name}: has its answer")
    work(WORK)
    print(f"{name}: done")


async def main():
    await asyncio.gather(*(visit(name, wait) for name, wait in TASKS))


# ── Blocking ─────────────────────────────────────────────────────────────────


def visit_blocking(name, wait):
    work(WORK)
    print(f"{name}: asks, and waits")
    # No queue, and nobody else: the thread stays here.
    time.sleep(wait)
    print(f"{name}: has its answer")
    work(WORK)
    print(f"{name}: done")


def main_blocking():
    for name, wait in TASKS:
        visit_blocking(name, wait)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
