"""Timers of one deadline, set at different times and by different sums."""

import asyncio

from virtual_loop import run, say


async def sleeper(name, *naps):
    for nap in naps:
        await asyncio.sleep(nap)
    say(name)


async def main():
    tasks = [
        asyncio.create_task(sleeper("one nap", 0.3)),
        asyncio.create_task(sleeper("two naps", 0.1, 0.2)),
        asyncio.create_task(sleeper("three naps", 0.1, 0.1, 0.1)),
        asyncio.create_task(sleeper("one nap, set later", 0.3)),
        asyncio.create_task(sleeper("long, then short", 0.2, 0.1)),
        asyncio.create_task(sleeper("shorter", 0.299999)),
        asyncio.create_task(sleeper("longer", 0.300001)),
    ]
    await asyncio.sleep(0.3)
    say("main")
    for task in tasks:
        await task
    say("all")


run(main())
