"""A program that computes for a moment and waits for long, again and again."""

import asyncio
import time

ROUNDS = 3
PROGRAMS = 1
WORK = 0.1  # seconds
WAIT = 0.7  # seconds; None makes it CPU-bound


def work(seconds):
    # Keeps the processor busy.
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


# ── Async ────────────────────────────────────────────────────────────────────


async def program(name):
    for round in range(1, ROUNDS + 1):
        # Work needs the thread: nobody else has a turn until it is done.
        work(WORK)
        print(f"{name}, round {round}: computed")

        # Waiting needs no thread: here it is free for whoever has work.
        if WAIT is not None:
            await asyncio.sleep(WAIT)
            print(f"{name}, round {round}: waited")


async def main():
    await asyncio.gather(*(program(f"program {number}") for number in range(1, PROGRAMS + 1)))


# ── Blocking ─────────────────────────────────────────────────────────────────


def program_blocking(name):
    for round in range(1, ROUNDS + 1):
        work(WORK)
        print(f"{name}, round {round}: computed")

        # The thread is held, and does nothing with its time.
        if WAIT is not None:
            time.sleep(WAIT)
            print(f"{name}, round {round}: waited")


def main_blocking():
    for number in range(1, PROGRAMS + 1):
        program_blocking(f"program {number}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
