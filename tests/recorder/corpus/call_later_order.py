"""Callbacks: soon, later, at, cancelled, with a context."""

import asyncio
import contextvars

name = contextvars.ContextVar("name", default="outside")


def show(text):
    print(text, name.get())


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.02, show, "second")
    loop.call_at(loop.time() + 0.01, show, "first")
    loop.call_later(0.015, show, "never").cancel()
    loop.call_soon(show, "soon").cancel()
    loop.call_soon(show, "soon")
    context = contextvars.copy_context()
    context.run(name.set, "inside")
    loop.call_soon(show, "soon, in a context", context=context)
    await asyncio.sleep(0.05)


asyncio.run(main())
