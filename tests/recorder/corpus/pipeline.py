"""Bounded queues between stages, with sentinels."""

import asyncio


async def produce(queue):
    for number in range(5):
        await queue.put(number)
    await queue.put(None)


async def double(source, sink):
    while (number := await source.get()) is not None:
        await sink.put(number * 2)
    await sink.put(None)


async def collect(queue):
    found = []
    while (number := await queue.get()) is not None:
        found.append(number)
        await asyncio.sleep(0.001)
    return found


async def main():
    a, b = asyncio.Queue(1), asyncio.Queue(2)
    *_, found = await asyncio.gather(produce(a), double(a, b), collect(b))
    print(found)


asyncio.run(main())
