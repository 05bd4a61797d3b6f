# needs 3.11
"""Task groups: nested, with a failure that cancels the others."""

import asyncio


async def work(name, seconds, fails=False):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    if fails:
        raise ValueError(name)
    return name


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(name, 0.002), name=name) for name in "ab"]
        async with asyncio.TaskGroup() as inner:
            inner.create_task(work("inner", 0.001))
    print([task.result() for task in tasks], tasks[0].get_name())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("long", 5))
            group.create_task(work("fails", 0.002, fails=True))
    except ExceptionGroup as failed:
        print(failed.exceptions)
    try:
        group.create_task(coroutine := work("late", 0))
    except RuntimeError as error:
        print("finished" in str(error))
    coroutine.close()


asyncio.run(main())
