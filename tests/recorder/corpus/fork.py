"""A copy of the process, made in the middle of a run."""

import asyncio
import os
import sys


async def main():
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.write(1, b"in the child\n")
        os._exit(3)
    _, status = os.waitpid(child, 0)
    print("status", os.waitstatus_to_exitcode(status))
    await asyncio.sleep(0.01)


asyncio.run(main())
