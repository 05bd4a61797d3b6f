"""`all_tasks`, `current_task`, names and representations look as without a recorder."""

import asyncio


async def idle(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(idle(event), name=f"idle {n}") for n in range(3)]
    await asyncio.sleep(0)
    print(sorted(task.get_name() for task in asyncio.all_tasks()))
    print(asyncio.current_task().get_coro().__name__, type(tasks[0].get_coro()).__name__)
    print(repr(tasks[0]).partition(" wait_for=")[0])
    event.set()
    await asyncio.gather(*tasks)
    print(repr(tasks[0]))


asyncio.run(main())
