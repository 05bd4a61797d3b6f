"""Requests of every kind, one after another: what comes of each, and when."""

import asyncio

import httpx

PLANS = [
    ("/posts/7", {"delay": 0.5}),
    ("/posts/100", {"delay": 0.000_013}),
    ("/posts/101", {"delay": 0.1, "status": 500}),
    ("/posts/0", {}),
    ("/users/1000", {"delay": 0.1}),
    ("/users/1001", {"delay": 0.1}),
    ("/posts/1", {"delay": 0.1, "status": 503}),
    ("/posts/1", {"delay": 0.1, "status": 204, "fail": "reset"}),
    ("/bytes/25", {"delay": 0.1, "chunks": 3}),
    ("/bytes/0", {"delay": 0.1, "chunks": 3}),
    ("/bytes/10", {"delay": 0.1, "fail": "refused"}),
    ("/bytes/100", {"delay": 0.1, "chunks": 7, "fail": "reset"}),
    ("/somewhere", {"delay": 0.1, "size": 12, "chunks": 5}),
]


def said(name, status, body):
    print(name, status, len(body), body[:48].decode())


async def get(client, path, params):
    try:
        response = await client.get(path, params=params)
        said(path, response.status_code, response.content)
    except httpx.ConnectError:
        print(path, "refused")
    except httpx.ReadError:
        print(path, "reset")


async def stream(client, path, params):
    try:
        async with client.stream("GET", path, params=params) as response:
            print(path, response.status_code)
            async for part in response.aiter_bytes():
                said(path, "part", part)
            print(path, "over")
    except httpx.ConnectError:
        print(path, "refused")
    except httpx.ReadError:
        print(path, "reset")


async def limited(client):
    # What never comes is given up, and so is what comes too late.
    for params in ({"fail": "hang"}, {"delay": 10}):
        try:
            await asyncio.wait_for(get(client, "/posts/1", params), 3)
        except TimeoutError:
            print("late")


async def main():
    async with httpx.AsyncClient(timeout=None) as client:
        for path, params in PLANS:
            await get(client, path, params)
        for path, params in PLANS:
            await stream(client, path, params)
        await asyncio.gather(*(get(client, path, params) for path, params in PLANS))
        await asyncio.gather(*(stream(client, path, params) for path, params in PLANS))
        await limited(client)


def main_blocking():
    with httpx.Client(timeout=3) as client:
        for path, params in [*PLANS, ("/posts/1", {"fail": "hang"}), ("/posts/1", {"delay": 10})]:
            try:
                response = client.get(path, params=params)
                said(path, response.status_code, response.content)
            except httpx.ConnectError:
                print(path, "refused")
            except httpx.ReadError:
                print(path, "reset")
            except httpx.ReadTimeout:
                print(path, "timed out")
