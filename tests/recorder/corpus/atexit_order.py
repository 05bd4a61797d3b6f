"""Functions at the exit of the interpreter run in their order, and may still print."""

import asyncio
import atexit

atexit.register(print, "first registered, last run")
atexit.register(print, "second registered")


async def main():
    atexit.register(print, "registered in a task")
    await asyncio.sleep(0.01)


asyncio.run(main())
print("end of the file")
