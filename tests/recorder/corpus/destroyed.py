"""A pending task that is taken by the garbage collector is reported."""

import asyncio
import gc


async def forever():
    await asyncio.get_running_loop().create_future()


async def main():
    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    del task
    gc.collect()
    print("collected")


asyncio.run(main())
