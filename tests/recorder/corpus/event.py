"""An event that is set, cleared and set again."""

import asyncio


async def wait(event, name):
    await event.wait()
    print(name, event.is_set())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(wait(event, name)) for name in "ab"]
    await asyncio.sleep(0.005)
    event.set()
    await asyncio.gather(*tasks)
    event.clear()
    try:
        await asyncio.wait_for(event.wait(), 0.01)
    except asyncio.TimeoutError:
        print("not set")


asyncio.run(main())
