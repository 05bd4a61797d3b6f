"""A blocking call in a coroutine: timers come due meanwhile, and fire in the order of deadlines."""

import asyncio

from virtual_loop import block, run, say


async def napper(name, length):
    await asyncio.sleep(length)
    say(name, "wakes")
    await asyncio.sleep(0.005)
    say(name, "wakes again")


async def blocker():
    await asyncio.sleep(0.01)
    say("blocks")
    block(0.1)
    say("blocked")
    await asyncio.sleep(0)
    say("gave way")


async def main():
    names = (("30 ms", 0.03), ("20 ms", 0.02), ("late", 0.2))
    tasks = [asyncio.create_task(blocker())]
    tasks += [asyncio.create_task(napper(name, length)) for name, length in names]
    await asyncio.gather(*tasks)
    say("over")


run(main())
