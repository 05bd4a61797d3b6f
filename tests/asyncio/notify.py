"""Notifying some of those who wait; a notification that nobody waits for is forgotten."""

import asyncio

from virtual_loop import run, say

open_doors = 0


async def waiter(name, doors):
    global open_doors
    told = 0

    def may_go():
        nonlocal told
        told += 1
        say(name, "looks")
        return told > 1 and open_doors > 0

    async with doors:
        await doors.wait_for(may_go)
        open_doors -= 1
        say(name, "goes on")


async def main():
    global open_doors
    doors = asyncio.Condition()
    async with doors:
        doors.notify(2)
    waiters = [asyncio.create_task(waiter(name, doors)) for name in "abcd"]
    for count, more in ((1, 1), (2, 1), (3, 2)):
        await asyncio.sleep(1)
        open_doors += more
        say("tells", count)
        async with doors:
            doors.notify(count)
    for task in waiters:
        await task


run(main())
