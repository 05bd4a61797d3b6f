"""Gathering tasks that are all over."""

import asyncio

from virtual_loop import run, say


async def short():
    pass


async def ticker():
    for tick in range(4):
        say("tick", tick)
        await asyncio.sleep(0)


async def main():
    tasks = [asyncio.create_task(short()) for _ in range(2)]
    await asyncio.sleep(0)
    beside = asyncio.create_task(ticker())
    await asyncio.gather(*tasks)
    say("gathered")
    await beside


run(main())
