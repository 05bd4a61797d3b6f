"""A task whose turns come after main's: it has two more when main is over."""

import asyncio

from virtual_loop import run, say


async def endless():
    turn = 0
    try:
        await asyncio.sleep(0.01)
        while True:
            say("turn", turn)
            turn += 1
            await asyncio.sleep(0)
    finally:
        say("cleans up")


async def main():
    global task
    task = asyncio.create_task(endless())
    await asyncio.sleep(0.01)
    say("main ends")


run(main())
