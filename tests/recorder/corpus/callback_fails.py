"""An exception in a callback is printed by the loop's handler, with its traceback."""

import asyncio


def fail(number):
    return 1 / number


async def main():
    asyncio.get_running_loop().call_soon(fail, 0)
    await asyncio.sleep(0.01)
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(fail)
    future.set_result(None)
    await asyncio.sleep(0.01)


asyncio.run(main())
