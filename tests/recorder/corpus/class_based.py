"""Tasks made of methods, of partial functions and of instances."""

import asyncio
import functools


class Worker:
    def __init__(self, name):
        self.name = name

    async def run(self, *, times=2):
        for _ in range(times):
            await asyncio.sleep(0)
        return self.name

    async def __call__(self):
        return await self.run()

    @classmethod
    async def make(cls):
        return cls("made").name

    @staticmethod
    async def still():
        return "static"


async def main():
    worker = Worker("w")
    calls = [
        worker.run(times=1),
        worker(),
        Worker.make(),
        Worker.still(),
        functools.partial(worker.run, times=3)(),
    ]
    print(await asyncio.gather(*calls))


asyncio.run(main())
