"""A thousand tasks."""

import asyncio


async def child(n, semaphore):
    async with semaphore:
        await asyncio.sleep(0)
    return n


async def main():
    semaphore = asyncio.Semaphore(50)
    results = await asyncio.gather(*(child(n, semaphore) for n in range(1000)))
    print(sum(results))


asyncio.run(main())
