"""Threads beside a loop, and calls from one into it."""

import asyncio
import threading


def call(loop, future):
    loop.call_soon_threadsafe(future.set_result, threading.current_thread().name)


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    thread = threading.Thread(target=call, args=(loop, future), name="caller")
    thread.start()
    print(await future, threading.active_count() <= 2)
    thread.join()
    print([thread.name for thread in threading.enumerate()])
    try:
        threading.Thread(target=loop.call_soon_threadsafe).start()
        await asyncio.sleep(0.01)
    except TypeError:
        print("no")


threading.excepthook = lambda args: print("in a thread:", args.exc_type.__name__)
asyncio.run(main())
