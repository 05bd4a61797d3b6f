"""The loop's debug mode, with where things were made."""

import asyncio


async def fail():
    await asyncio.sleep(0)
    raise ValueError("seen in debug mode")


async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0.01)
    del task
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(0.01)
    print(asyncio.get_running_loop().get_debug())


asyncio.run(main(), debug=True)
