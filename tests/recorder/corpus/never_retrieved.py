"""An exception that nothing reads is reported when its task dies, with its traceback."""

import asyncio


async def deep(n):
    await asyncio.sleep(0)
    if n:
        await deep(n - 1)
    else:
        raise ValueError("nothing reads this")


async def main():
    task = asyncio.create_task(deep(3), name="unlucky")
    await asyncio.sleep(0.01)
    del task
    print("end")


asyncio.run(main())
