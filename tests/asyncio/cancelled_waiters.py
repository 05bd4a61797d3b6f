"""Those who stop waiting make room for those behind them."""

import asyncio

from virtual_loop import run, say


async def holder(name, lock):
    async with lock:
        say(name, "has it")
        await asyncio.sleep(1)


async def main():
    lock = asyncio.Semaphore(1)
    tasks = [asyncio.create_task(holder(name, lock)) for name in "abcd"]
    await asyncio.sleep(0.5)
    tasks[1].cancel()
    try:
        async with asyncio.timeout(0.1):
            await lock.acquire()
    except TimeoutError:
        say("main gives up")
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    say("over")


run(main())
