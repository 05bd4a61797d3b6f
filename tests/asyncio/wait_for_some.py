"""Waiting for the first, for the first failure, for all."""

import asyncio

from virtual_loop import run, say


async def job(name, length, fails=False):
    await asyncio.sleep(length)
    say(name, "fails" if fails else "ends")
    if fails:
        raise ValueError(name)


async def ticker():
    for _ in range(5):
        await asyncio.sleep(1)
        for tick in range(3):
            say("tick", tick)
            await asyncio.sleep(0)


async def main():
    beside = asyncio.create_task(ticker())
    jobs = [
        asyncio.create_task(job("a", 3)),
        asyncio.create_task(job("b", 1)),
        asyncio.create_task(job("c", 2, fails=True)),
        asyncio.create_task(job("d", 4)),
    ]
    for until in (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED):
        done, pending = await asyncio.wait(jobs, return_when=until)
        say(len(done), "done", len(pending), "pending")
        jobs = list(pending)
    await beside


run(main())
