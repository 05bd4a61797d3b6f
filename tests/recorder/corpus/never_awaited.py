"""A coroutine that is never awaited: the warning has its line."""

import asyncio


async def fetch(n):
    return n


async def main():
    fetch(1)
    await asyncio.sleep(0)
    forgotten = fetch(2)
    del forgotten
    print("end")


asyncio.run(main())
