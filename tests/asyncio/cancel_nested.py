"""Cancelling a task that waits for another one."""

import asyncio

from virtual_loop import run, say


async def inner():
    try:
        await asyncio.sleep(60)
    finally:
        say("inner cleans up")


async def outer():
    try:
        await asyncio.create_task(inner())
    finally:
        say("outer cleans up")


async def main():
    task = asyncio.create_task(outer())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        say("cancelled")


run(main())
