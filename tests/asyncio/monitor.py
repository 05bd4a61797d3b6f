"""A monitor that looks every second, in the very moments in which tasks end."""

import asyncio

from virtual_loop import run, say


async def job(name, seconds):
    await asyncio.sleep(seconds)
    say(name, "ends")


async def main():
    jobs = [asyncio.create_task(job(name, length)) for name, length in (("a", 2), ("b", 3), ("c", 1))]
    for _ in range(3):
        await asyncio.sleep(1)
        say("alive:", sum(not task.done() for task in jobs))
    await asyncio.gather(*jobs)
    say("over")


run(main())
