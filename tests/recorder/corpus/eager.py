# needs 3.12
"""Eager tasks: the first step runs at once, and may be the last."""

import asyncio


async def quick(n):
    return n


async def slow(n):
    print("begins", n)
    await asyncio.sleep(0.005)
    return n


async def parent():
    return await asyncio.gather(slow(10), quick(11))


async def fails():
    raise KeyError("eager")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    print(loop.get_task_factory() is asyncio.eager_task_factory)
    task = asyncio.create_task(quick(1))
    print("done already", task.done(), await task)
    tasks = [asyncio.create_task(slow(n)) for n in (2, 3)]
    print("after", [task.done() for task in tasks])
    print(await asyncio.gather(*tasks), await asyncio.create_task(parent()))
    try:
        await asyncio.create_task(fails())
    except KeyError as error:
        print(repr(error))
    print(asyncio.current_task().get_name())


asyncio.run(main())
