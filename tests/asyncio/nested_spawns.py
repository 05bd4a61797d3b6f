"""Tasks that spawn tasks, which spawn tasks: breadth first."""

import asyncio

from virtual_loop import run, say


async def node(name, depth):
    say(name, "begins")
    children = []
    for letter in "ab" if depth else "":
        children.append(asyncio.create_task(node(name + letter, depth - 1)))
        say(name, "has spawned", letter)
    await asyncio.sleep(0)
    say(name, "goes on")
    for child in children:
        await child
    say(name, "ends")


async def main():
    await asyncio.create_task(node("x", 3))
    say("over")


run(main())
