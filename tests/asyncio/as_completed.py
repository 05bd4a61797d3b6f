"""Results in the order in which they come, two of them in one moment."""

import asyncio

from virtual_loop import run, say


async def job(value, *naps):
    for nap in naps:
        await asyncio.sleep(nap)
    say("job", value, "ends")
    return value


async def ticker():
    await asyncio.sleep(0.5)
    for tick in range(6):
        say("tick", tick)
        await asyncio.sleep(0)


async def main():
    beside = asyncio.create_task(ticker())
    jobs = [
        asyncio.create_task(job(40, 2)),
        asyncio.create_task(job(10, 0.5)),
        asyncio.create_task(job(30, 1.5)),
        asyncio.create_task(job(11, 0.3, 0.2)),
        asyncio.create_task(job(5)),
    ]
    for next_result in asyncio.as_completed(jobs):
        say("main got", await next_result)
    await beside


run(main())
