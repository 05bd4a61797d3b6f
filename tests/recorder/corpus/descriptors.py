"""Files and sockets get the numbers that they get without a recorder."""

import asyncio
import os
import sys


async def main():
    with open(os.devnull) as file:
        print(file.fileno() < 50)
    first = os.open(os.devnull, os.O_RDONLY)
    second = os.open(os.devnull, os.O_RDONLY)
    print(first, second)
    os.close(first)
    os.close(second)
    print(sys.stdout.fileno(), sys.stderr.fileno(), sys.stdout.name, sys.stdout.mode, sys.stdout.encoding)


file = open(os.devnull)
print(file.fileno())
asyncio.run(main())
