"""A lock: in order, cancelled while waiting, released twice."""

import asyncio


async def work(lock, name):
    async with lock:
        print(name, "in")
        await asyncio.sleep(0.002)
    print(name, "out")


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(work(lock, name)) for name in "abcd"]
    await asyncio.sleep(0.001)
    tasks[1].cancel()
    print(await asyncio.gather(*tasks, return_exceptions=True))
    try:
        lock.release()
    except RuntimeError as error:
        print(error)
    print(lock.locked(), await lock.acquire(), lock.locked())


asyncio.run(main())
