"""An exception handler of the program's own."""

import asyncio


def handler(loop, context):
    print(sorted(context), context["message"].partition("<")[0], repr(context.get("exception")))


async def fail():
    raise ValueError("unseen")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    print(loop.get_exception_handler() is handler)
    task = asyncio.create_task(fail())
    await asyncio.sleep(0.005)
    del task
    loop.call_exception_handler({"message": "by hand"})
    loop.call_soon(int, "x")
    await asyncio.sleep(0.005)


asyncio.run(main())
