"""A `KeyboardInterrupt` that a task raises goes through the loop."""

import asyncio


async def press():
    await asyncio.sleep(0.001)
    raise KeyboardInterrupt


async def main():
    asyncio.create_task(press())
    await asyncio.sleep(1)


asyncio.run(main())
