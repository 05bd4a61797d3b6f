"""Semaphores: bounded, cancelled while waiting, used as a limit."""

import asyncio


async def work(semaphore, name, running):
    async with semaphore:
        running.append(name)
        await asyncio.sleep(0.002)
        print(name, len(running) <= 2, semaphore.locked())
        running.remove(name)


async def main():
    semaphore, running = asyncio.Semaphore(2), []
    tasks = [asyncio.create_task(work(semaphore, n, running)) for n in range(5)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    bounded = asyncio.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError as error:
        print(error)
    try:
        asyncio.Semaphore(-1)
    except ValueError as error:
        print(error)


asyncio.run(main())
