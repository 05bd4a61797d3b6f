"""Each task has its context."""

import asyncio
import contextvars

user = contextvars.ContextVar("user")


async def work(name):
    user.set(name)
    await asyncio.sleep(0.005)
    return user.get()


async def main():
    user.set("main")
    print(await asyncio.gather(work("a"), work("b")), user.get())
    print(await asyncio.to_thread(user.get))


asyncio.run(main())
