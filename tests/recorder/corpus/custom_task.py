"""A class of tasks of the program's own, and one that is written in Python."""

import asyncio


class Counting(asyncio.Task):
    count = 0

    def __init__(self, *args, **kwargs):
        Counting.count += 1
        super().__init__(*args, **kwargs)


async def child(n):
    await asyncio.sleep(0.001)
    return n


async def fails():
    raise LookupError("no")


async def main():
    loop = asyncio.get_running_loop()
    print(await Counting(child(1), loop=loop), Counting.count)
    print(await asyncio.tasks._PyTask(child(2), loop=loop))
    try:
        await asyncio.tasks._PyTask(fails(), loop=loop)
    except LookupError as error:
        print(repr(error))


asyncio.run(main())
