"""A producer that is faster than its consumers, then slower; a queue of two."""

import asyncio

from virtual_loop import run, say


async def producer(queue, pauses):
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        await queue.put(number)
        say("put", number, "of", queue.qsize())
    for _ in range(2):
        await queue.put(None)


async def consumer(name, queue, pause):
    while True:
        item = await queue.get()
        if item is None:
            break
        say(name, "got", item, "of", queue.qsize())
        await asyncio.sleep(pause)
    say(name, "ends")


async def main():
    queue = asyncio.Queue(2)
    tasks = [
        asyncio.create_task(consumer("slow", queue, 0.35)),
        asyncio.create_task(producer(queue, [0, 0, 0, 0, 0, 0.1, 0.4, 0.5, 0])),
        asyncio.create_task(consumer("quick", queue, 0.1)),
    ]
    for task in tasks:
        await task
    say("over")


run(main())
