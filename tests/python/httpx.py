"""A stand-in for httpx: as much of its interface as the scenes use, on the network of the scenes.

The network takes its plan from the parameters of the request; see network.py. What the real library
would not do, such as waiting longer than its time-out of five seconds, is not done here either.
"""

import asyncio
import contextlib
import json
import urllib.parse

from network import HUNG, Broken, Exchange, Plan
from virtual_time import micros_of, now

REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 401: "Unauthorized"}
REASONS |= {403: "Forbidden", 404: "Not Found", 408: "Request Timeout", 418: "I'm a teapot"}
REASONS |= {429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway"}
REASONS |= {503: "Service Unavailable", 504: "Gateway Timeout"}


class HTTPError(Exception):
    def __init__(self, message, *, request=None):
        super().__init__(message)
        self.request = request


class RequestError(HTTPError):
    pass


class TransportError(RequestError):
    pass


class TimeoutException(TransportError):
    pass


class ConnectTimeout(TimeoutException):
    pass


class ReadTimeout(TimeoutException):
    pass


class PoolTimeout(TimeoutException):
    pass


class NetworkError(TransportError):
    pass


class ConnectError(NetworkError):
    pass


class ReadError(NetworkError):
    pass


class HTTPStatusError(HTTPError):
    def __init__(self, message, *, request, response):
        super().__init__(message, request=request)
        self.response = response


class Limits:
    def __init__(self, *, max_connections=None, max_keepalive_connections=None, keepalive_expiry=5.0):
        self.max_connections = max_connections


class Timeout:
    """A limit for each single wait. Only reading waits here: writing and connecting take no time."""

    def __init__(self, timeout=5.0, **single):
        read = timeout.read if isinstance(timeout, Timeout) else timeout
        self.read = single.get("read", read)


class Request:
    def __init__(self, method, url):
        self.method = method
        self.url = url


class Response:
    def __init__(self, request, exchange, steps):
        self.request = request
        self.url = request.url
        self.status_code = exchange.status
        self.reason_phrase = REASONS.get(exchange.status, "")
        self.headers = {"content-length": str(len(exchange.body))}
        self.num_bytes_downloaded = 0
        self.content = None
        self.steps = steps

    @property
    def is_success(self):
        return 200 <= self.status_code < 300

    @property
    def is_error(self):
        return self.status_code >= 400

    @property
    def text(self):
        return self.content.decode()

    def json(self):
        return json.loads(self.content)

    def raise_for_status(self):
        if self.is_success:
            return self
        kind = {4: "Client error", 5: "Server error"}.get(self.status_code // 100, "Redirect response")
        message = f"{kind} '{self.status_code} {self.reason_phrase}' for url '{self.url}'"
        raise HTTPStatusError(message, request=self.request, response=self)

    def parts(self):
        """The steps up to the end of the body; yields the parts, and moments to wait for."""
        for step in self.steps:
            if isinstance(step, bytes):
                self.num_bytes_downloaded += len(step)
            yield step

    def read(self):
        if self.content is None:
            self.content = b"".join(in_a_thread(self.parts()))
        return self.content

    async def aread(self):
        if self.content is None:
            self.content = b"".join([part async for part in in_a_task(self.parts())])
        return self.content

    def iter_bytes(self, chunk_size=None):
        rest = b""
        for part in in_a_thread(self.parts()):
            whole, rest = cut(rest + part, chunk_size)
            yield from whole
        if rest:
            yield rest

    async def aiter_bytes(self, chunk_size=None):
        rest = b""
        async for part in in_a_task(self.parts()):
            whole, rest = cut(rest + part, chunk_size)
            for chunk in whole:
                yield chunk
        if rest:
            yield rest

    iter_raw, aiter_raw = iter_bytes, aiter_bytes


def cut(data, size):
    """Chunks of exactly this size, and what is left over; all at once where there is no size."""
    if size is None:
        return ([data] if data else []), b""
    end = len(data) - len(data) % size
    return [data[at : at + size] for at in range(0, end, size)], data[end:]


def in_a_thread(steps):
    """Goes through the steps of a request, holding the thread at each wait."""
    for step in steps:
        if isinstance(step, bytes):
            yield step
        elif step is None:
            raise RuntimeError("this request is never answered, and the thread would be held for ever")
        else:
            now.pass_to(step)


async def in_a_task(steps):
    """The same, giving the thread away at each wait."""
    loop = asyncio.get_running_loop()
    for step in steps:
        if isinstance(step, bytes):
            yield step
        elif step is None:
            await loop.create_future()
        elif step > now.micros:
            reached = loop.create_future()
            timer = loop.call_at(step / 1e6, reached.set_result, None)
            try:
                await reached
            finally:
                timer.cancel()


class Client:
    """What both clients have in common: the steps of a request, however they are waited for."""

    holds_the_thread = True

    def __init__(self, *, base_url="", params=None, headers=None, timeout=5.0, limits=None):
        self.base_url = base_url
        self.params = dict(params or {})
        self.timeout = timeout
        self.most = 100 if limits is None else limits.max_connections
        self.under_way = 0
        self.is_closed = False

    def steps(self, method, url, params, timeout):
        """Moments to wait for, or None for ever; then the response; then its body, part by part."""
        if self.is_closed:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        if self.most is not None and self.under_way >= self.most:
            raise RuntimeError(
                f"httpx has no more than {self.most} connections at once; a client that needs more is made"
                " with limits=httpx.Limits(max_connections=None)"
            )
        self.under_way += 1
        try:
            yield from self.exchange(method, url, params, timeout)
        finally:
            self.under_way -= 1

    def exchange(self, method, url, params, timeout):
        address = urllib.parse.urlsplit(self.base_url + url)
        given = dict(urllib.parse.parse_qsl(address.query))
        exchange = Exchange(address.path, Plan.read(self.params | given | dict(params or {})))
        request = Request(method, urllib.parse.urlunsplit(address))
        patience = Timeout(self.timeout if timeout is None else timeout).read
        patience = None if patience is None else micros_of(patience)
        fail = exchange.plan.fail

        def until(moment, waiting_since):
            """A wait, which gives up when it takes too long."""
            if patience is not None and (moment is None or moment - waiting_since > patience):
                yield waiting_since + patience
                raise ReadTimeout("The read operation timed out", request=request)
            yield moment

        if fail == "refused":
            yield exchange.sent
            raise ConnectError("All connection attempts failed", request=request)
        if fail == "hang":
            endless = None if patience is not None or not self.holds_the_thread else exchange.sent + HUNG
            yield from until(endless, exchange.begun)
            raise ConnectError("All connection attempts failed", request=request)
        if patience is None or exchange.headers - exchange.begun <= patience:
            # Nobody sees it; the Rust runtime stops here, and so the turns are the same.
            yield exchange.sent
        yield from until(exchange.headers, exchange.begun)
        yield Response(request, exchange, self.body(exchange, request, until))

    def body(self, exchange, request, until):
        before = exchange.headers
        for moment, part in exchange.parts():
            yield from until(moment, before)
            before = moment
            if isinstance(part, Broken):
                raise ReadError("", request=request)
            if part is not None:
                yield part

    def get(self, url, *, params=None, headers=None, timeout=None):
        with self.stream("GET", url, params=params, timeout=timeout) as response:
            response.read()
            return response

    @contextlib.contextmanager
    def stream(self, method, url, *, params=None, headers=None, timeout=None):
        with Steps(self.steps(method, url, params, timeout)) as steps:
            for _ in in_a_thread(steps):
                pass
            yield steps.response

    def close(self):
        self.is_closed = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Steps:
    """Steps up to the response. The request is over when this is left."""

    def __init__(self, steps):
        self.steps = steps
        self.response = None

    def __iter__(self):
        for step in self.steps:
            if isinstance(step, Response):
                self.response = step
                return
            yield step

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.steps.close()


class AsyncClient(Client):
    holds_the_thread = False

    async def get(self, url, *, params=None, headers=None, timeout=None):
        async with self.stream("GET", url, params=params, timeout=timeout) as response:
            await response.aread()
            return response

    @contextlib.asynccontextmanager
    async def stream(self, method, url, *, params=None, headers=None, timeout=None):
        with Steps(self.steps(method, url, params, timeout)) as steps:
            async for _ in in_a_task(steps):
                pass
            yield steps.response

    async def aclose(self):
        self.close()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        self.close()


def get(url, **options):
    with Client() as client:
        return client.get(url, **options)
