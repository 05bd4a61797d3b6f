"""A limit on a task of its own: it is cancelled, its clean-up awaited."""

import asyncio

from virtual_loop import run, say


async def job(name, length):
    try:
        await asyncio.sleep(length)
        say(name, "ends")
        return name
    finally:
        say(name, "cleans up")


async def main():
    say("got", await asyncio.wait_for(job("quick", 0.5), 1))
    try:
        await asyncio.wait_for(job("slow", 10), 1)
    except TimeoutError:
        say("timed out")
    task = asyncio.create_task(job("task", 10))
    try:
        await asyncio.wait_for(task, 1)
    except TimeoutError:
        say("timed out, cancelled:", task.cancelled())


run(main())
