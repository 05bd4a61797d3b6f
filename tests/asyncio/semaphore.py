"""Five tasks, three permits: whoever leaves lets in whoever has waited longest."""

import asyncio

from virtual_loop import run, say


async def guest(name, turnstile, stay):
    async with turnstile:
        say(name, "is in")
        await asyncio.sleep(stay)
        say(name, "leaves")
    await asyncio.sleep(0)
    say(name, "is gone")


async def main():
    turnstile = asyncio.Semaphore(3)
    stays = (("a", 0.8), ("b", 1.2), ("c", 0.6), ("d", 0.8), ("e", 0.6), ("f", 0))
    guests = [asyncio.create_task(guest(name, turnstile, stay)) for name, stay in stays]
    await asyncio.sleep(0.7)
    guests.append(asyncio.create_task(guest("late", turnstile, 0.1)))
    for task in guests:
        await task
    say("over")


run(main())
