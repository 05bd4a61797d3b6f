"""`wait_for`: in time, late, of a task that refuses, of what fails."""

import asyncio


async def stubborn():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        return "refused"


async def fail():
    raise LookupError


async def main():
    print(await asyncio.wait_for(asyncio.sleep(0.001, "in time"), 1))
    for coroutine in (asyncio.sleep(1), fail(), stubborn()):
        try:
            print(await asyncio.wait_for(coroutine, 0.005))
        except (asyncio.TimeoutError, LookupError) as error:
            print(type(error).__name__)
    print(await asyncio.wait_for(asyncio.sleep(0, "no limit"), None))


asyncio.run(main())
