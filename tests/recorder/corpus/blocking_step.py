"""Steps that hold the loop: sleeping, and computing."""

import asyncio
import time


async def tick():
    for number in range(3):
        await asyncio.sleep(0.01)
        print("tick", number)


async def main():
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    time.sleep(0.12)
    print("slept")
    total = sum(number * number for number in range(300_000))
    print(total)
    await ticking


asyncio.run(main())
