"""Tasks that wait for one signal: they go on in the order in which they came."""

import asyncio

from virtual_loop import run, say


async def waiter(name, event):
    await event.wait()
    say(name, "goes on")
    await asyncio.sleep(0)
    say(name, "ends")


async def ticker(ticks):
    for tick in range(ticks):
        say("tick", tick)
        await asyncio.sleep(0)


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in "abc"]
    await asyncio.sleep(1)
    beside = asyncio.create_task(ticker(5))
    event.set()
    say("set")
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(waiter("late", event)))
    await event.wait()
    say("main does not wait")
    event.clear()
    tasks.append(asyncio.create_task(waiter("next round", event)))
    await asyncio.sleep(1)
    say("set again:", not event.is_set())
    event.set()
    for task in tasks:
        await task
    await beside


run(main())
