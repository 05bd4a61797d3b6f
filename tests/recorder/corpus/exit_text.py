"""`sys.exit` with a text."""

import asyncio
import sys


async def main():
    await asyncio.sleep(0)
    sys.exit("the reason")


asyncio.run(main())
