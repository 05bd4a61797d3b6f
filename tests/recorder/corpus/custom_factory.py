"""A task factory of the program's own is called, and seen where it was set."""

import asyncio

made = []


def factory(loop, coroutine, **options):
    made.append(coroutine.__name__)
    return asyncio.Task(coroutine, loop=loop, **options)


async def child(n):
    await asyncio.sleep(0)
    return n


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_task_factory())
    loop.set_task_factory(factory)
    print(await asyncio.gather(*(child(n) for n in range(3))))
    print(loop.get_task_factory() is factory, made)


asyncio.run(main())
