"""Draws from several seeds, as numbers whose every bit shows."""

import random


async def main():
    for seed in (0, 1, 7, 2**64 - 1):
        random.seed(seed)
        for _ in range(20):
            print(seed, random.random().hex())
            print(seed, round(random.uniform(0.1, 0.4) * 1e6))


def main_blocking():
    # Without a word from the program, it begins as with the seed 1.
    print(random.random().hex())
