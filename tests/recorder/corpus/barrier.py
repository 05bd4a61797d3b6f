# needs 3.11
"""A barrier, and one that is broken."""

import asyncio


async def arrive(barrier, number):
    try:
        position = await barrier.wait()
        return number, position
    except asyncio.BrokenBarrierError:
        return number, "broken"


async def main():
    barrier = asyncio.Barrier(3)
    print(await asyncio.gather(*(arrive(barrier, number) for number in range(3))))
    task = asyncio.create_task(arrive(barrier, 9))
    await asyncio.sleep(0)
    await barrier.abort()
    print(await task, barrier.broken)


asyncio.run(main())
