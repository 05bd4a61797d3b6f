"""Three that compute for 0.02 s each: as threads of one process, and as processes."""

import asyncio
import concurrent.futures
import multiprocessing
import threading
import time


def compute(name):
    end = time.thread_time() + 0.02
    while time.thread_time() < end:
        pass
    print(name, "is done")


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(asyncio.to_thread(compute, name) for name in "abc"))
    with concurrent.futures.ProcessPoolExecutor(3) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, compute, name) for name in "def"))


def main_blocking():
    for kind in (threading.Thread, multiprocessing.Process):
        workers = [kind(target=compute, args=(name,)) for name in "abc"]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    compute("main")
