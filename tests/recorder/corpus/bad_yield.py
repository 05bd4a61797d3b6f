"""A coroutine that yields what a task cannot wait for."""

import asyncio
import types


@types.coroutine
def wrong():
    yield 5


async def main():
    try:
        await asyncio.create_task(main2())
    except RuntimeError as error:
        print(error.args[0].partition(" got")[2])


async def main2():
    await wrong()


asyncio.run(main())
