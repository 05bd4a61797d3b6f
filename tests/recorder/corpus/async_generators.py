"""Asynchronous generators: iterated, closed early, thrown into, left behind."""

import asyncio


async def numbers(n):
    try:
        for number in range(n):
            await asyncio.sleep(0)
            yield number
    finally:
        await asyncio.sleep(0)
        print("closed", n)


async def main():
    print([number async for number in numbers(3)])
    generator = numbers(5)
    print(await generator.__anext__())
    await generator.aclose()
    generator = numbers(6)
    await generator.asend(None)
    try:
        await generator.athrow(KeyError("thrown"))
    except KeyError as error:
        print(repr(error))
    async for number in numbers(7):
        if number == 1:
            break
    left = numbers(8)
    await left.__anext__()


asyncio.run(main())
