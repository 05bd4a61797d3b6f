"""Cancelling tasks: their clean-up runs on their own next turn, in the order of cancelling."""

import asyncio

from virtual_loop import run, say


async def worker(name, length):
    try:
        say(name, "begins")
        await asyncio.sleep(length)
        say(name, "ends")
    finally:
        say(name, "cleans up")


async def main():
    asleep = asyncio.create_task(worker("asleep", 60))
    ready = asyncio.create_task(worker("ready", 0.01))
    over = asyncio.create_task(worker("over", 0))
    await asyncio.sleep(0.01)
    new = asyncio.create_task(worker("new", 60))
    for task in (new, asleep, ready, over):
        task.cancel()
        say("cancelled")
    await asyncio.sleep(0)
    say("main gave way")
    for task in (asleep, ready, over, new):
        try:
            await task
            say("was over before")
        except asyncio.CancelledError:
            say("was cancelled")


run(main())
