"""Futures that are set twice, read early, cancelled."""

import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    for action in (future.result, future.exception):
        try:
            action()
        except asyncio.InvalidStateError as error:
            print(error)
    future.set_result(1)
    try:
        future.set_result(2)
    except asyncio.InvalidStateError as error:
        print(type(error).__name__)
    other = loop.create_future()
    other.cancel()
    try:
        await other
    except asyncio.CancelledError:
        print("cancelled", other)
    failed = loop.create_future()
    failed.set_exception(ValueError("never read"))
    del failed


asyncio.run(main())
