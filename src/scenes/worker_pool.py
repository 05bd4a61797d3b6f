"""Ten items, three workers, and a queue that hands the items out."""

import asyncio
import time

WORKERS = 3
N = 10
CAPACITY = 5
WORK = 0.3  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def worker(name, queue):
    count = 0
    # Nobody assigns the items: whoever is free takes the next one.
    while (item := await queue.get()) is not None:
        print(f"{name} takes item {item}")
        await asyncio.sleep(WORK)
        print(f"{name} has done item {item}")
        count += 1
    print(f"{name} goes home")
    return count


async def main():
    queue = asyncio.Queue(CAPACITY)
    workers = [asyncio.create_task(worker(f"worker {number}", queue)) for number in range(1, WORKERS + 1)]

    # With more to do than the queue has room for, this waits for the workers.
    for item in range(1, N + 1):
        await queue.put(item)
    print("the last item is in the queue")

    # One word to go home for each worker.
    for _ in workers:
        await queue.put(None)
    done = sum(await asyncio.gather(*workers))
    print(f"{done} items are done")


# ── Blocking ─────────────────────────────────────────────────────────────────


def do_item(item):
    print(f"the thread takes item {item}")
    time.sleep(WORK)
    print(f"the thread has done item {item}")


def main_blocking():
    # One thread is one worker, and needs no queue.
    for item in range(1, N + 1):
        do_item(item)
    print(f"{N} items are done")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
