"""A task that outlives the one that spawned it."""

import asyncio

from virtual_loop import run, say

alive = []


async def grandchild(name, length):
    say(name, "begins")
    await asyncio.sleep(length)
    say(name, "ends")
    return length


async def child():
    say("child begins")
    alive.append(asyncio.create_task(grandchild("first", 0.02)))
    await asyncio.sleep(0.01)
    alive.append(asyncio.create_task(grandchild("second", 0.01)))
    say("child ends")


async def main():
    task = asyncio.create_task(child())
    say("main waits")
    await task
    say("main goes on")
    first, second = alive
    say("first gave", int(1000 * await first))
    say("second gave", int(1000 * await second))


run(main())
