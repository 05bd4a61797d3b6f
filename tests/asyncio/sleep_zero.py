"""A sleep of no length gives way once; a timer that is due takes two turns."""

import asyncio

from virtual_loop import block, run, say


async def spinner(turns):
    for turn in range(turns):
        say("turn", turn)
        await asyncio.sleep(0)


async def napper(name, length):
    await asyncio.sleep(length)
    say(name)


async def main():
    naps = [asyncio.create_task(napper("1 ms", 0.001)), asyncio.create_task(napper("2 ms", 0.002))]
    await asyncio.sleep(0)
    spin = asyncio.create_task(spinner(6))
    await asyncio.sleep(0)
    block(0.0015)
    say("main held the thread")
    await asyncio.sleep(0)
    say("main gave way")
    await asyncio.sleep(-1)
    say("main gave way again")
    await asyncio.gather(*naps, spin)
    say("main is over")


run(main())
