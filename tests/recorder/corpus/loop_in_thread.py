"""A loop in a thread of its own, and coroutines sent to it."""

import asyncio
import threading


async def square(n):
    await asyncio.sleep(0.002)
    return n * n, threading.current_thread().name


loop = asyncio.new_event_loop()
thread = threading.Thread(target=loop.run_forever, name="loop")
thread.start()
print([asyncio.run_coroutine_threadsafe(square(n), loop).result() for n in range(3)])
print(sorted(thread.name for thread in threading.enumerate()), threading.active_count())
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
