"""Gathering ends with the first error; the others are still at work."""

import asyncio

from virtual_loop import run, say


async def job(name, length, error=None):
    await asyncio.sleep(length)
    if error:
        say(name, "fails")
        raise ValueError(error)
    say(name, "ends")
    return name


async def ticker():
    for tick in range(4):
        await asyncio.sleep(1)
        say("tick", tick)


async def main():
    beside = asyncio.create_task(ticker())
    jobs = [
        asyncio.create_task(job("a", 1)),
        asyncio.create_task(job("b", 2, "no b")),
        asyncio.create_task(job("c", 3)),
    ]
    try:
        await asyncio.gather(*jobs)
    except ValueError as error:
        say("main met:", error)
    await beside
    say("all:", *await asyncio.gather(*[asyncio.create_task(job(name, 1)) for name in "xy"]))


run(main())
