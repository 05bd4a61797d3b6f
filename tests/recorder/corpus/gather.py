"""`gather`: results in order, exceptions as results, the first exception, duplicates, nothing."""

import asyncio


async def after(seconds, result):
    await asyncio.sleep(seconds)
    if isinstance(result, Exception):
        raise result
    return result


async def main():
    print(await asyncio.gather(after(0.01, "a"), after(0.005, "b")))
    print(await asyncio.gather(after(0, 1), after(0, ValueError("x")), return_exceptions=True))
    try:
        await asyncio.gather(after(0.02, "late"), after(0.001, KeyError("first")))
    except KeyError as error:
        print(repr(error))
    await asyncio.sleep(0.03)
    task = asyncio.create_task(after(0, "same"))
    print(await asyncio.gather(task, task))
    print(await asyncio.gather())
    outer = asyncio.gather(after(1, 1), after(1, 2))
    await asyncio.sleep(0)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("all cancelled")


asyncio.run(main())
