"""One makes, another uses, and a queue between them has room for three."""

import asyncio
import random
import time

N = 8
CAPACITY = 3
MAKE = 0.1, 0.4  # seconds, from and to
USE = 0.2, 0.5


def draw_times():
    # Drawn beforehand, so that both programs have the same work.
    random.seed(24)
    return [[random.uniform(*times) for _ in range(N)] for times in (MAKE, USE)]


# ── Async ────────────────────────────────────────────────────────────────────


async def produce(queue, times):
    for number, seconds in enumerate(times, 1):
        await asyncio.sleep(seconds)
        print(f"item {number} is made")
        if queue.full():
            print("the queue is full: the producer waits")
        # Waits only while the queue is full: that is backpressure.
        await queue.put(number)
    # The consumer has to be told that there will be no more.
    await queue.put(None)
    print("the producer is done")


async def consume(queue, times):
    while (number := await queue.get()) is not None:
        print(f"item {number} is taken")
        await asyncio.sleep(times[number - 1])
        print(f"item {number} is used")
    print("the consumer is done")


async def main():
    to_make, to_use = draw_times()
    queue = asyncio.Queue(CAPACITY)
    await asyncio.gather(produce(queue, to_make), consume(queue, to_use))


# ── Blocking ─────────────────────────────────────────────────────────────────


def make(number, seconds):
    time.sleep(seconds)
    print(f"item {number} is made")


def use(number, seconds):
    print(f"item {number} is taken")
    time.sleep(seconds)
    print(f"item {number} is used")


def main_blocking():
    # One thread is now the one and now the other. There is nothing to queue for.
    for number, (to_make, to_use) in enumerate(zip(*draw_times()), 1):
        make(number, to_make)
        use(number, to_use)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
