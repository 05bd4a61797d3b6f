"""Two tasks that wait for each other, ended by a time-out."""

import asyncio


async def take(first, second):
    async with first:
        await asyncio.sleep(0)
        async with second:
            print("never")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    try:
        await asyncio.wait_for(asyncio.gather(take(a, b), take(b, a)), 0.05)
    except asyncio.TimeoutError:
        print("deadlock", a.locked(), b.locked())


asyncio.run(main())
