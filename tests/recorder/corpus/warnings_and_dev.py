"""Warnings are shown at their lines, and a resource that is not closed is reported."""

import asyncio
import warnings

warnings.simplefilter("always")


async def main():
    warnings.warn("mine", UserWarning)
    await asyncio.sleep(0)
    warnings.warn("deprecated", DeprecationWarning, stacklevel=2)
    open(__file__).read(1)


asyncio.run(main())
