"""A limit that runs out in the very moment in which the work is done."""

import asyncio

from virtual_loop import run, say


async def main():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(1)
            say("in time")
    except TimeoutError:
        say("timed out")


run(main())
