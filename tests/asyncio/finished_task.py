"""Awaiting a task that is over takes no turn."""

import asyncio

from virtual_loop import run, say


async def short(name):
    say(name)
    return name


async def ticker():
    for tick in range(6):
        say("tick", tick)
        await asyncio.sleep(0)


async def main():
    beside = asyncio.create_task(ticker())
    tasks = [asyncio.create_task(short(name)) for name in "abc"]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    say("all are over:", all(task.done() for task in tasks))
    for task in tasks:
        say("got", await task)
    last = asyncio.create_task(short("d"))
    say("got", await last)
    await beside


run(main())
