"""A task that fails harms no other; the error comes to whoever awaits it."""

import asyncio

from virtual_loop import run, say


async def job(name, length, error=None):
    await asyncio.sleep(length)
    if error:
        say(name, "fails")
        raise ValueError(error)
    say(name, "ends")
    return name


async def main():
    lone = asyncio.create_task(job("lone", 0.01, "no luck"))
    beside = asyncio.create_task(job("beside", 0.02))
    try:
        await lone
    except ValueError as error:
        say("main met:", error)
    say("main got", await beside)
    jobs = [
        asyncio.create_task(job("good", 0.02)),
        asyncio.create_task(job("bad", 0.01, "broken")),
        asyncio.create_task(job("last", 0.03)),
    ]
    for result in await asyncio.gather(*jobs, return_exceptions=True):
        say("result:", result)


run(main())
