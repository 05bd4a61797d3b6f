"""Workers that are cancelled after two seconds and awaited, one of them twice over."""

import asyncio

from virtual_loop import run, say


async def worker(name):
    try:
        while True:
            await asyncio.sleep(60)
    finally:
        say(name, "cleans up")


async def ticker():
    await asyncio.sleep(2)
    for tick in range(5):
        say("tick", tick)
        await asyncio.sleep(0)


async def main():
    beside = asyncio.create_task(ticker())
    workers = [asyncio.create_task(worker(name)) for name in "abc"]
    await asyncio.sleep(2)
    say("main cancels")
    for task in reversed(workers):
        task.cancel()
    workers[1].cancel()
    results = await asyncio.gather(*workers, return_exceptions=True)
    say(len([one for one in results if isinstance(one, asyncio.CancelledError)]), "were cancelled")
    await beside


run(main())
