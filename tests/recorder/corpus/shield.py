"""A shielded task goes on when the one that waits is cancelled."""

import asyncio


async def important():
    await asyncio.sleep(0.3)
    print("done all the same")
    return 5


async def main():
    task = asyncio.create_task(important())
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.002)
    except asyncio.TimeoutError:
        print("gave up", task.done())
    print(await task)


asyncio.run(main())
