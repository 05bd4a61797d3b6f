"""Consumers that wait until there is enough for them."""

import asyncio

from virtual_loop import run, say

stock = 0


async def consumer(name, condition, wants):
    global stock
    async with condition:
        await condition.wait_for(lambda: stock >= wants)
        stock -= wants
        say(name, "takes", wants, "of", stock + wants)
    say(name, "ends")


async def main():
    global stock
    condition = asyncio.Condition()
    wants = (("a", 2), ("b", 1), ("c", 3))
    tasks = [asyncio.create_task(consumer(name, condition, count)) for name, count in wants]
    for more in (1, 1, 4):
        await asyncio.sleep(1)
        async with condition:
            stock += more
            say("there are", stock)
            condition.notify_all()
        say("told")
    for task in tasks:
        await task
    async with condition:
        condition.notify(3)
    say("nobody is told")


run(main())
