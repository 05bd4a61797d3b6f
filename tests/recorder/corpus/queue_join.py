"""Workers that are cancelled when the queue's work is done."""

import asyncio


async def worker(name, queue, done):
    while True:
        item = await queue.get()
        await asyncio.sleep(0.001)
        done.append(item)
        queue.task_done()


async def main():
    queue, done = asyncio.Queue(), []
    for item in range(6):
        queue.put_nowait(item)
    workers = [asyncio.create_task(worker(n, queue, done)) for n in range(2)]
    await queue.join()
    for task in workers:
        task.cancel()
    print(await asyncio.gather(*workers, return_exceptions=True), sorted(done))


asyncio.run(main())
