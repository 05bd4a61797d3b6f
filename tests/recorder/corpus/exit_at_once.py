"""`os._exit` leaves nothing behind."""

import asyncio
import os
import sys


async def main():
    print("before")
    sys.stdout.flush()
    os._exit(5)


asyncio.run(main())
