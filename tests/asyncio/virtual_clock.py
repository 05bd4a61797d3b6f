"""The virtual loop itself: the clock jumps, and equal deadlines fire in the order of setting."""

import asyncio

from virtual_loop import block, run, say


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(3600)
    say("an hour later")
    for number in range(20):
        loop.call_later(0.3 if number % 2 else 0.1 + 0.2, say, "timer", number)
    await asyncio.sleep(0.2)
    block(0.05)
    say("blocked")
    await asyncio.sleep(1)
    cancelled = loop.call_later(5, say, "never")
    cancelled.cancel()
    await asyncio.sleep(10)
    say("over")


run(main())
