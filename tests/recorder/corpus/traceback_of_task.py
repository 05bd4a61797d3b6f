"""The traceback of what a task raises, through several awaits, ends the program."""

import asyncio


async def innermost():
    await asyncio.sleep(0.001)
    return {}["missing"]


async def middle():
    try:
        return await innermost()
    except KeyError as error:
        raise RuntimeError("middle") from error


async def main():
    await asyncio.create_task(middle())


asyncio.run(main())
