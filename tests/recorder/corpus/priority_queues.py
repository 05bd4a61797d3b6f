"""Queues of other orders, and errors of queues."""

import asyncio


async def main():
    for cls in (asyncio.PriorityQueue, asyncio.LifoQueue, asyncio.Queue):
        queue = cls(3)
        for number in (2, 3, 1):
            queue.put_nowait(number)
        try:
            queue.put_nowait(9)
        except asyncio.QueueFull:
            print("full", queue.qsize(), queue.maxsize)
        print([queue.get_nowait() for _ in range(3)])
        try:
            queue.get_nowait()
        except asyncio.QueueEmpty:
            print("empty")
        for _ in range(3):
            queue.task_done()
        await queue.join()


asyncio.run(main())
