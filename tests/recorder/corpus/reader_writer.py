"""Pipes and sockets that the loop watches by hand."""

import asyncio
import os
import socket


async def main():
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    ready = loop.create_future()
    loop.add_reader(reading, lambda: ready.done() or ready.set_result(os.read(reading, 100)))
    os.write(writing, b"through a pipe")
    print(await ready, loop.remove_reader(reading))
    os.close(reading)
    os.close(writing)
    a, b = socket.socketpair()
    for each in (a, b):
        each.setblocking(False)
    receiving = asyncio.create_task(loop.sock_recv(b, 100))
    await asyncio.sleep(0)
    await loop.sock_sendall(a, b"through a socket")
    print(await receiving)
    a.close()
    b.close()


asyncio.run(main())
