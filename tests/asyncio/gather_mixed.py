"""Jobs of mixed lengths, some over before they are gathered: results in the order of the list."""

import asyncio

from virtual_loop import run, say


async def job(name, *naps):
    say(name, "begins")
    for nap in naps:
        await asyncio.sleep(nap)
    say(name, "ends")
    return name


async def ticker():
    for tick in range(5):
        say("tick", tick)
        await asyncio.sleep(0.05)


async def main():
    beside = asyncio.create_task(ticker())
    jobs = [
        asyncio.create_task(job("slow", 0.15)),
        asyncio.create_task(job("at once")),
        asyncio.create_task(job("in two parts", 0.05, 0.05)),
        asyncio.create_task(job("gives way", 0)),
    ]
    await asyncio.sleep(0.01)
    say("main gathers")
    say(*await asyncio.gather(*jobs))
    say(*await asyncio.gather(asyncio.create_task(job("another", 0))))
    say("none", *await asyncio.gather())
    await beside


run(main())
