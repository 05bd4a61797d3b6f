"""Tasks that give way again and again: a strict round."""

import asyncio

from virtual_loop import run, say


async def player(name, rounds):
    for number in range(rounds):
        say(name, number)
        await asyncio.sleep(0)
    say(name, "stops")


async def main():
    ping = asyncio.create_task(player("ping", 4))
    pong = asyncio.create_task(player("pong", 2))
    say("main gives way")
    await asyncio.sleep(0)
    third = asyncio.create_task(player("third", 3))
    await asyncio.sleep(0)
    await pong
    say("pong is over")
    await ping
    say("ping is over")
    await third


run(main())
