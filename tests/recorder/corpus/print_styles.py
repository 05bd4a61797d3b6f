"""Printing in every way."""

import asyncio
import contextlib
import io
import sys


async def main():
    print("a", "b", sep="-", end="!\n")
    print("no newline", end="")
    print(" and on", flush=True)
    sys.stdout.write("written\n")
    sys.stdout.buffer.write("bytes ü\n".encode())
    sys.stdout.flush()
    sys.stdout.writelines(["one\n", "two\n"])
    with contextlib.redirect_stdout(io.StringIO()) as caught:
        print("caught")
    print(repr(caught.getvalue()), sys.stdout.write("ä€😀\n"))
    print("to stderr", file=sys.stderr)
    await asyncio.sleep(0)
    print("x" * 10_000)
    try:
        print("bad", end=3)
    except TypeError as error:
        print(error)
    try:
        sys.stdout.write(5)
    except TypeError as error:
        print(error)
    print()


asyncio.run(main())
