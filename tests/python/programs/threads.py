"""Threads, pools, processes and queues: who has which turn, and when."""

import asyncio
import concurrent.futures
import os
import queue
import threading
import time


def work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def job(name, seconds):
    print(name, "begins")
    work(seconds / 2)
    time.sleep(seconds / 2)
    print(name, "ends")
    return name


def fails():
    time.sleep(0.1)
    raise ValueError("on purpose")


def dies():
    time.sleep(0.1)
    os._exit(1)


async def ticker():
    for tick in range(4):
        await asyncio.sleep(0.1)
        print("tick", tick)


async def main():
    loop = asyncio.get_running_loop()
    beside = asyncio.create_task(ticker())
    print(await asyncio.to_thread(job, "thread", 0.25))
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        jobs = (loop.run_in_executor(pool, job, name, seconds) for name, seconds in zip("abc", (0.2, 0.3, 0.2)))
        print(await asyncio.gather(*jobs))
        try:
            await loop.run_in_executor(pool, fails)
        except ValueError as error:
            print(error)
        for _ in range(2):
            try:
                await loop.run_in_executor(pool, dies)
            except concurrent.futures.process.BrokenProcessPool:
                print("broken")
    await beside


def main_blocking():
    threads = [threading.Thread(target=job, args=(name, seconds)) for name, seconds in (("a", 0.3), ("b", 0.2))]
    for thread in threads:
        thread.start()
    print("started")
    for thread in threads:
        thread.join()
    print("joined")

    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        print(*pool.map(job, "cde", (0.3, 0.1, 0.1)))
        jobs = [pool.submit(job, name, seconds) for name, seconds in (("f", 0.2), ("g", 0.1))]
        for one in concurrent.futures.as_completed(jobs):
            print("got", one.result())

    waiting, lock = queue.Queue(maxsize=1), threading.Lock()

    def consumer():
        while (item := waiting.get()) is not None:
            with lock:
                time.sleep(0.1)
                print("took", item)

    consumers = [threading.Thread(target=consumer) for _ in range(2)]
    for one in consumers:
        one.start()
    for item in (1, 2, 3, None, None):
        waiting.put(item)
        print("put", item)
    for one in consumers:
        one.join()
    consumers[0].join(timeout=1)
    print(waiting.qsize(), [one.is_alive() for one in consumers])
    try:
        queue.Queue().get(timeout=0.5)
    except queue.Empty:
        print("nothing came")
    threading.Event().wait(0.25)
    print("over")
    threading.Event().wait()
