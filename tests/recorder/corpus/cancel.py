"""Cancellation: delivered, with a message, before the first step, cleaned up after, caught."""

import asyncio


async def sleeper(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        print(name, "cancelled", error.args)
        raise
    finally:
        await asyncio.sleep(0)
        print(name, "cleaned up")


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "no"


async def main():
    task = asyncio.create_task(sleeper("a"))
    await asyncio.sleep(0)
    print(task.cancel("please"))
    print(await asyncio.gather(task, return_exceptions=True))
    early = asyncio.create_task(sleeper("never started"))
    early.cancel()
    await asyncio.wait([early])
    print(early.cancelled(), early.cancel())
    refusing = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    refusing.cancel()
    print(await refusing, refusing.cancelled())


asyncio.run(main())
