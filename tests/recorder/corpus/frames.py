"""Stacks: the program's file is at the bottom, and the library right above it."""

import asyncio
import inspect
import os
import sys
import traceback


def files(frame):
    while frame is not None:
        code = frame.f_code
        yield f"{os.path.basename(code.co_filename)} {code.co_name}"
        frame = frame.f_back


def callback():
    print(list(files(sys._getframe())))


async def child():
    print(list(files(sys._getframe())))
    await asyncio.sleep(0)
    traceback.print_stack()
    print(len(inspect.stack()))


async def main():
    asyncio.get_running_loop().call_soon(callback)
    task = asyncio.create_task(child())
    await asyncio.sleep(0)
    print([frame.f_lineno for frame in task.get_stack()], len(inspect.stack()))
    task.print_stack()
    await task


asyncio.run(main())
