"""The ready queue: first in, first out, and the main task stands in it like everybody else."""

import asyncio
import time

TURNS = 2
NAPS = [("A", 0.2), ("B", 0.1)]  # seconds
TURN = 0.1  # seconds that each turn has the thread
LAST = 0.5  # seconds that main keeps it at the end


def work(seconds):
    # Keeps the processor busy.
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


# ── Async ────────────────────────────────────────────────────────────────────


async def take_turns(name):
    for turn in range(1, TURNS + 1):
        work(TURN)
        print(f"{name}: turn {turn}")
        # To the end of the queue. Everybody who is in it now comes first.
        await asyncio.sleep(0)


async def visitor(name, nap):
    await take_turns(name)
    await asyncio.sleep(nap)
    print(f"{name}: back from a nap")


async def main():
    # Making tasks runs nothing: it puts them at the end of the queue.
    visitors = [asyncio.create_task(visitor(name, nap), name=name) for name, nap in NAPS]
    print("main: A and B are in the queue")
    await take_turns("main")
    # Once more behind the others: now they fall asleep.
    await asyncio.sleep(0)

    # Both naps end while main has the thread. They enter the queue in the order of their ends.
    work(LAST)
    print("main: gives the thread away")
    await asyncio.gather(*visitors)


# ── Blocking ─────────────────────────────────────────────────────────────────


def take_turns_blocking(name):
    for turn in range(1, TURNS + 1):
        work(TURN)
        print(f"{name}: turn {turn}")


def visitor_blocking(name, nap):
    take_turns_blocking(name)
    time.sleep(nap)
    print(f"{name}: back from a nap")


def main_blocking():
    # There is no queue. Whoever is called runs to its end, and the caller waits.
    take_turns_blocking("main")
    for name, nap in NAPS:
        visitor_blocking(name, nap)
    work(LAST)
    print("main: done")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
