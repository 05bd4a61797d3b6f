"""Sleeps of all lengths, and none."""

import asyncio


async def after(seconds):
    await asyncio.sleep(seconds)
    print("after", seconds)


async def main():
    await asyncio.gather(after(0.02), after(0.01), after(0), after(-1), asyncio.sleep(0.005, "result"))
    print(await asyncio.sleep(0, "given"))


asyncio.run(main())
