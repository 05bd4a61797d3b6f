"""Seven jobs on three workers: threads that share one global lock, and processes that do not."""

import asyncio
import concurrent.futures
import time

# Name, and milliseconds of computing, sleeping and computing again.
JOBS = [("a", 12, 3, 4), ("b", 4, 11, 3), ("c", 7, 2, 6), ("d", 10, 1, 1)]
JOBS += [("e", 3, 3, 3), ("f", 5, 5, 5), ("g", 1, 20, 1)]


def work(millis):
    end = time.thread_time() + millis / 1000
    while time.thread_time() < end:
        pass


def job(name, before, pause, after):
    print(name, "begins")
    work(before)
    print(name, "sleeps")
    time.sleep(pause / 1000)
    work(after)
    print(name, "ends")
    return name


async def ticker():
    for tick in range(12):
        print("tick", tick)
        await asyncio.sleep(0.007)


async def main():
    loop = asyncio.get_running_loop()
    ticks = asyncio.create_task(ticker())
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        jobs = [loop.run_in_executor(pool, job, *parts) for parts in JOBS]
        # The last one has not begun, and never does.
        await asyncio.sleep(0.001)
        jobs.pop().cancel()
        for done in asyncio.as_completed(jobs):
            print("got", await done)
    await ticks
    print("offloaded", await asyncio.to_thread(job, "h", 2, 2, 2))


def main_blocking():
    for executor in (concurrent.futures.ProcessPoolExecutor, concurrent.futures.ThreadPoolExecutor):
        with executor(3) as pool:
            jobs = [pool.submit(job, *parts) for parts in JOBS]
            for done in concurrent.futures.as_completed(jobs):
                print("got", done.result())
            jobs = [pool.submit(job, *parts) for parts in JOBS]
            for done in jobs:
                print("got", done.result())
