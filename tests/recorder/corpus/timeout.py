# needs 3.11
"""Time-outs as scopes: reached, not reached, moved, nested."""

import asyncio


async def main():
    try:
        async with asyncio.timeout(0.005) as scope:
            await asyncio.sleep(1)
    except TimeoutError:
        print("too late", scope.expired())
    async with asyncio.timeout(1) as scope:
        scope.reschedule(None)
        await asyncio.sleep(0.001)
    print(scope.expired(), scope.when())
    try:
        async with asyncio.timeout(1):
            async with asyncio.timeout(0.002):
                await asyncio.sleep(1)
    except TimeoutError as error:
        print("inner", repr(error.__cause__))
    print(asyncio.current_task().cancelling())
    async with asyncio.timeout_at(asyncio.get_running_loop().time() + 1):
        pass


asyncio.run(main())
