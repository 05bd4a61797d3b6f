"""Sums of squares, and sums of other things, on this thread and on others."""

import asyncio
import concurrent.futures


def squares(start, end):
    total = sum(number * number for number in range(start, end))
    print(total)
    return total


async def main():
    loop = asyncio.get_running_loop()
    squares(0, 10_000_000)
    squares(5_000_000, 15_000_000)
    squares(7, 7)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, squares, 0, end) for end in (5_000_000, 2_000_001)))


def main_blocking():
    # What is not a sum of squares takes no time, and is right all the same.
    print(sum([1, 2, 3]), sum((4, 5), 6), sum([[1], [2]], []))
    print(sum(number + number for number in range(1_000)))
    print(sum(number * number for number in [2, 3, 4]))
    print(sum(number * number for number in range(0, 9, 2)))
    begun = (number * number for number in range(4))
    print(next(begun), sum(begun), sum(begun))
    print(sum((number * number for number in range(250_000)), 1))
