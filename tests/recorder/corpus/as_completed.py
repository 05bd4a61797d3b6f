"""Results in the order in which they come."""

import asyncio


async def after(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    for each in asyncio.as_completed([after(0.25), after(0.01), after(0.12)]):
        print(await each)
    try:
        for each in asyncio.as_completed([after(5)], timeout=0.01):
            await each
    except asyncio.TimeoutError as error:
        print(type(error).__name__)


asyncio.run(main())
