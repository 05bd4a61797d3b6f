# needs 3.11
"""A runner: one loop for several runs."""

import asyncio


async def main(n):
    await asyncio.sleep(0)
    return n, asyncio.get_running_loop()


with asyncio.Runner() as runner:
    first, second = runner.run(main(1)), runner.run(main(2))
    print(first[0], second[0], first[1] is second[1] is runner.get_loop())
