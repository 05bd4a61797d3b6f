"""A counter that is read and written back with a pause in between, inside a lock."""

import asyncio

from virtual_loop import run, say

counter = 0


async def add(name, lock):
    global counter
    async with lock:
        read = counter
        say(name, "reads", read)
        await asyncio.sleep(0)
        counter = read + 1
    say(name, "is done")


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(add(name, lock)) for name in "abcd"]
    await asyncio.sleep(0)
    async with lock:
        say("main has it at", counter)
    for task in tasks:
        await task
    say("counter:", counter)


run(main())
