"""`sys.exit` in a task ends the program with that status."""

import asyncio
import sys


async def leave():
    await asyncio.sleep(0.005)
    sys.exit(7)


async def main():
    asyncio.create_task(leave())
    try:
        await asyncio.sleep(10)
    finally:
        print("main is ended")


asyncio.run(main())
