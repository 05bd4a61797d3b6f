"""Every way in which a blocking program lets time pass."""

import asyncio
import time


def work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def work_measured(seconds):
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        pass


def main_blocking():
    start = time.perf_counter()
    print(f"{time.perf_counter() - start:.6f}")
    for _ in range(3):
        work(0.1)
        print(f"{time.perf_counter() - start:.6f}")
        work_measured(0.2)
        print(f"{time.perf_counter() - start:.6f}")
    time.sleep(0.1 + 0.2)
    print(f"{time.perf_counter() - start:.6f}")
    # Looking is no waiting.
    for _ in range(5):
        if time.perf_counter() < start + 60:
            print(f"{time.perf_counter() - start:.6f}")
    # A loop that compares nothing with the clock ends too.
    ticks = time.time()
    while round(time.time() - ticks, 6) != 0.000_005:
        pass
    time.sleep(0)
    print(f"{time.time() - start:.6f}")


async def ticker():
    for tick in range(3):
        await asyncio.sleep(0.1)
        print("tick", tick)


async def main():
    beside = asyncio.create_task(ticker())
    await asyncio.sleep(0.05)
    work(0.1)
    print("worked")
    await asyncio.sleep(0)
    time.sleep(0.1)
    print("slept", end=", ")
    print("held the thread")
    await beside
