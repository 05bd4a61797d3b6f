"""Objects die when they die without a recorder: arguments, results, tasks, cycles."""

import asyncio
import gc
import sys
import weakref


class Thing:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


async def use(thing):
    await asyncio.sleep(0)
    del thing
    await asyncio.sleep(0)
    print("used")


async def give(name):
    await asyncio.sleep(0)
    return Thing(name)


async def main():
    await use(Thing("argument"))
    task = asyncio.create_task(use(Thing("argument of a task")))
    watched = weakref.ref(task)
    await task
    print(sys.getrefcount(task), sys.getrefcount(task.get_coro()))
    del task
    print("task alive:", watched() is not None)
    (await give("result")).name
    cycle = [Thing("in a cycle")]
    cycle.append(cycle)
    del cycle
    gc.collect()
    task = asyncio.create_task(give("result of a task"))
    await task
    print("before")
    del task
    print("after")
    print(len(gc.callbacks), gc.isenabled(), gc.get_threshold()[1:])


asyncio.run(main())
