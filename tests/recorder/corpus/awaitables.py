"""Objects with `__await__`, generator-based coroutines, and futures awaited by hand."""

import asyncio
import types


class Ready:
    def __await__(self):
        yield
        return "ready"


class Nested:
    def __await__(self):
        return Ready().__await__()


class Inner:
    def __await__(self):
        return inner().__await__()


async def inner():
    await asyncio.sleep(0)
    return "inner"


@types.coroutine
def bare():
    yield
    value = yield from asyncio.sleep(0, "slept").__await__()
    return value


async def main():
    print(await Ready(), await Nested(), await bare(), await Inner())
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.01, future.set_result, "set")
    print(await future, await future)


asyncio.run(main())
