"""Threads and processes that compute."""

import asyncio
import concurrent.futures
import multiprocessing


def square(n):
    return n * n


def fail():
    raise ValueError("in a thread")


async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, square, n) for n in range(4))))
    print(await asyncio.to_thread(square, 9))
    try:
        await asyncio.to_thread(fail)
    except ValueError as error:
        print(repr(error))
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        print(await loop.run_in_executor(pool, square, 12))


if __name__ == "__main__":
    asyncio.run(main())
