"""Gathering takes a turn more than awaiting: the ticker counts them."""

import asyncio

from virtual_loop import run, say


async def job(name, length):
    await asyncio.sleep(length)
    say(name, "ends")
    return name


async def gatherer():
    jobs = [asyncio.create_task(job("g1", 0.2)), asyncio.create_task(job("g2", 0.5))]
    say("gathered", *await asyncio.gather(*jobs))


async def awaiter():
    jobs = [asyncio.create_task(job("a1", 0.2)), asyncio.create_task(job("a2", 0.5))]
    say("awaited", *[await one for one in jobs])


async def ticker():
    await asyncio.sleep(0.5)
    for tick in range(6):
        say("tick", tick)
        await asyncio.sleep(0)


async def main():
    tasks = [asyncio.create_task(one()) for one in (gatherer, awaiter, ticker)]
    for task in tasks:
        await task


run(main())
