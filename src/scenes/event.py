"""Runners take their places, wait for the signal, and start."""

import asyncio
import random
import time

RUNNERS = 4
ARRIVAL, SIGNAL = 0.8, 1.0  # seconds


def arrivals():
    random.seed(2)
    return [(f"runner {number}", random.uniform(0, ARRIVAL)) for number in range(1, RUNNERS + 1)]


# ── Async ────────────────────────────────────────────────────────────────────


async def runner(name, arrival, signal):
    await asyncio.sleep(arrival)
    print(f"{name} is ready")
    # Until the event is set. Whoever comes after that does not wait at all.
    await signal.wait()
    print(f"{name} starts")


async def main():
    signal = asyncio.Event()
    runners = [asyncio.create_task(runner(name, arrival, signal)) for name, arrival in arrivals()]

    await asyncio.sleep(SIGNAL)
    print("go")
    # One call wakes them all.
    signal.set()
    await asyncio.gather(*runners)
    print("all have started")


# ── Blocking ─────────────────────────────────────────────────────────────────


def runner_blocking(name, arrival):
    time.sleep(arrival)
    print(f"{name} is ready")
    print(f"{name} starts")


def main_blocking():
    # If a runner waited for the signal here, nobody would be left to give it.
    time.sleep(SIGNAL)
    print("go")
    for name, arrival in arrivals():
        runner_blocking(name, arrival)
    print("all have started")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
