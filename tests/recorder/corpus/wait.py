"""`wait`: the first, all, the first failure, a time-out."""

import asyncio


async def after(seconds, fails=False):
    await asyncio.sleep(seconds)
    if fails:
        raise ValueError(seconds)
    return seconds


async def main():
    tasks = [asyncio.create_task(after(seconds)) for seconds in (0.15, 0.01)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print([task.result() for task in done], len(pending))
    done, pending = await asyncio.wait(tasks, timeout=0.001)
    print(len(done), len(pending))
    failing = asyncio.create_task(after(0.001, fails=True))
    done, pending = await asyncio.wait([*tasks, failing], return_when=asyncio.FIRST_EXCEPTION)
    print(failing in done, repr(failing.exception()))
    await asyncio.wait(tasks)
    print([task.result() for task in tasks])


asyncio.run(main())
