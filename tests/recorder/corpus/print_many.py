"""Much output, from many tasks."""

import asyncio


async def count(name):
    for number in range(100):
        print(name, number)
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(*(count(name) for name in "abc"))


asyncio.run(main())
