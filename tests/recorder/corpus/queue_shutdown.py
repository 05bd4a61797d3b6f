# needs 3.13
"""A queue that is shut down."""

import asyncio


async def consume(queue):
    try:
        while True:
            print(await queue.get())
            queue.task_done()
    except asyncio.QueueShutDown:
        print("shut down")


async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(consume(queue))
    for item in range(3):
        await queue.put(item)
    await queue.join()
    queue.shutdown()
    await task


asyncio.run(main())
