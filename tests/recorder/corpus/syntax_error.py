"""A file that is no Python."""
import asyncio

print("never printed"
asyncio.run(main(
