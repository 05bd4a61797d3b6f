# needs 3.11
"""Exceptions of a group, caught in part, and one that ends the program."""

import asyncio


async def fail(error, after):
    await asyncio.sleep(after)
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("v"), 0.001))
            group.create_task(fail(TypeError("t"), 0.001))
    except* ValueError as caught:
        print("caught", caught.exceptions)
    except* TypeError as caught:
        print("caught", caught.exceptions)
    async with asyncio.TaskGroup() as group:
        group.create_task(fail(OSError("ends it"), 0.001))


asyncio.run(main())
