"""An item is put while one task waits for it and another one, which is ready, comes for it too."""

import asyncio

from virtual_loop import run, say


async def consumer(name, queue, length):
    await asyncio.sleep(length)
    say(name, "comes")
    say(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(consumer(name, queue, length)) for name, length in (("first", 1), ("second", 2))]
    await asyncio.sleep(2)
    await queue.put("apple")
    say("put")
    await asyncio.sleep(1)
    await queue.put("pear")
    for task in tasks:
        await task


run(main())
