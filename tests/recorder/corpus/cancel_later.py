"""A task's own `cancel` as a callback is no step of the task."""

import asyncio


async def sleeper():
    await asyncio.sleep(10)


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(sleeper())
    loop.call_later(0.01, task.cancel)
    other = asyncio.create_task(sleeper())
    loop.call_soon(other.cancel)
    print(await asyncio.gather(task, other, return_exceptions=True))


asyncio.run(main())
