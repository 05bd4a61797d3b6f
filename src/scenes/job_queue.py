"""Eight jobs for two workers, one of which dies."""

import asyncio
import os
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

# How many thousands of numbers the jobs square.
SIZES = [10_000, 25_000, 15_000, 20_000, 5_000, 30_000, 10_000, 15_000]
WORKERS = 2
FATAL = 3  # the job of which the worker that does it first will die


def orders():
    for number in range(1, len(SIZES) + 1):
        yield number, number == FATAL


def work(number, is_fatal):
    # In a process of its own.
    size = SIZES[number - 1] * 1_000
    if is_fatal:
        sum(number * number for number in range(size // 2))
        # As if the system had ended it.
        os._exit(1)
    return sum(number * number for number in range(size))


def start_worker():
    # Python's pool gives up as a whole when a process of it dies. So each worker is one of its own.
    return ProcessPoolExecutor(1)


# ── Async ────────────────────────────────────────────────────────────────────


async def manage_worker(queue):
    worker = start_worker()
    while True:
        number, is_fatal = await queue.get()
        try:
            total = await asyncio.get_running_loop().run_in_executor(worker, work, number, is_fatal)
            print(f"job {number}: {total}")
        except BrokenProcessPool:
            print(f"job {number}: its worker died")
            # The job goes back to the end of the queue, and another worker is started.
            queue.put_nowait((number, False))
            worker = start_worker()
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for order in orders():
        queue.put_nowait(order)
    workers = [asyncio.create_task(manage_worker(queue)) for _ in range(WORKERS)]
    await queue.join()
    for worker in workers:
        worker.cancel()
    print("the queue is empty")


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    queue = deque(orders())
    free = [start_worker() for _ in range(WORKERS)]
    busy = {}
    while queue or busy:
        while queue and free:
            worker, (number, is_fatal) = free.pop(), queue.popleft()
            busy[worker.submit(work, number, is_fatal)] = worker, number
        # One thread waits for whichever comes next.
        done, _ = wait(busy, return_when=FIRST_COMPLETED)
        for job in done:
            worker, number = busy.pop(job)
            try:
                print(f"job {number}: {job.result()}")
            except BrokenProcessPool:
                print(f"job {number}: its worker died")
                queue.append((number, False))
                worker = start_worker()
            free.append(worker)
    print("the queue is empty")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
