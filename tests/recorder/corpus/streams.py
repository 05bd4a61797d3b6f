"""A server and clients, over streams."""

import asyncio


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def client(port, name):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for word in ("one", "two"):
        writer.write(f"{name} {word}\n".encode())
        answers.append((await reader.readexactly(len(name) + 5)).decode().strip())
    writer.close()
    await writer.wait_closed()
    return answers


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        print(await asyncio.gather(*(client(port, name) for name in ("ann", "bob"))))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"no newline")
        writer.write_eof()
        print(await reader.read())
        writer.close()


asyncio.run(main())
