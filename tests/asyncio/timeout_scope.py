"""A limit on two calls together, and one that is long enough."""

import asyncio

from virtual_loop import run, say


async def call(name, length):
    try:
        await asyncio.sleep(length)
        say(name, "ends")
    finally:
        say(name, "cleans up")


async def two_calls(first, second):
    await call("first", first)
    await call("second", second)
    return "both"


async def limited(limit, first, second):
    try:
        async with asyncio.timeout(limit):
            say("got", await two_calls(first, second))
    except TimeoutError:
        say("timed out")


async def ticker():
    for tick in range(5):
        await asyncio.sleep(1)
        say("tick", tick)


async def main():
    beside = asyncio.create_task(ticker())
    await limited(2, 1.5, 1.5)
    await limited(2, 0.75, 0.75)
    await limited(1, 7, 7)
    await beside


run(main())
