"""Standard input, which is empty here, read on a thread."""

import asyncio
import sys


async def main():
    print(repr(await asyncio.to_thread(sys.stdin.read)))
    try:
        input("prompt ")
    except EOFError:
        print("end of input")


asyncio.run(main())
