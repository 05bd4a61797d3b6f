"""A task that main leaves behind has its turns until the loop stops, and is cancelled then."""

import asyncio

from virtual_loop import run, say


async def endless():
    turn = 0
    try:
        while True:
            say("turn", turn)
            turn += 1
            await asyncio.sleep(0)
    finally:
        say("cleans up")


async def main():
    global task
    task = asyncio.create_task(endless())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    say("main ends")


run(main())
