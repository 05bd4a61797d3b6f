"""HTTP/1.1, as much as a practice server needs, on asyncio's streams."""

import asyncio
import http
import json
import urllib.parse

from .plans import BARE, BadPlan, Plan

# A connection on which nothing is asked is closed after so many seconds.
IDLE = 75
LONGEST_HEAD = 32 * 1024


class Reader(asyncio.StreamReader):
    """What a client sends, and an event for its end."""

    def __init__(self):
        super().__init__(limit=LONGEST_HEAD)
        self.gone = asyncio.Event()

    def feed_eof(self):
        super().feed_eof()
        self.gone.set()

    def set_exception(self, error):
        super().set_exception(error)
        self.gone.set()


class Practice:
    """Answers requests as the plans of a scene's server say."""

    def __init__(self, server, content):
        self.server = server
        self.content = content
        self.there = 0
        self.workers = asyncio.Semaphore(server.workers) if server.workers else None

    def protocol(self):
        """A new connection, as a loop's `create_server` wants it."""
        return asyncio.StreamReaderProtocol(Reader(), self.connection)

    async def connection(self, reader, writer):
        """One connection, until either side ends it."""
        try:
            while await self.request(reader, writer):
                pass
        except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.TimeoutError):
            pass
        except asyncio.CancelledError:
            # The server ends. That the task did is no news to anyone.
            pass
        finally:
            writer.close()

    async def request(self, reader, writer):
        """One request. Returns whether the connection may be used again."""
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE)
        line, _, rest = head.decode("latin-1").partition("\r\n")
        words = line.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return self.plain(writer, 400, "this is no HTTP request")
        headers = dict(self.headers(rest))
        keep = headers.get("connection", "").lower() != "close" and words[2] != "HTTP/1.0"
        method, target = words[0], urllib.parse.urlsplit(words[1])
        if method not in ("GET", "HEAD"):
            return self.plain(writer, 405, f"this server answers GET, not {method}")
        path = urllib.parse.unquote(target.path).strip("/")
        try:
            plan = self.server.plan(path, urllib.parse.parse_qsl(target.query, keep_blank_values=True))
        except BadPlan as mistake:
            return self.plain(writer, 400, str(mistake))
        gone = asyncio.ensure_future(reader.gone.wait())
        answer = asyncio.ensure_future(self.in_line(writer, method, path, plan, keep))
        try:
            # A client that gives up is not worked for any longer.
            await asyncio.wait([gone, answer], return_when=asyncio.FIRST_COMPLETED)
            return answer.done() and answer.result()
        finally:
            gone.cancel()
            answer.cancel()

    @staticmethod
    def headers(text):
        for line in text.split("\r\n"):
            name, colon, value = line.partition(":")
            if colon:
                yield name.strip().lower(), value.strip()

    async def in_line(self, writer, method, path, plan, keep):
        """A server has room for so many, and works on so many at a time."""
        if self.server.room and self.there >= self.server.room:
            refusal = Plan(status=503)
            refusal.take(self.server.refusal / 1000)
            return await self.answer(writer, method, path, refusal, keep)
        self.there += 1
        try:
            if self.workers is None:
                return await self.answer(writer, method, path, plan, keep)
            async with self.workers:
                return await self.answer(writer, method, path, plan, keep)
        finally:
            self.there -= 1

    async def answer(self, writer, method, path, plan, keep):
        """Walks through the plan. Every moment is counted from the start, so that lateness does not add up."""
        started = asyncio.get_running_loop().time()

        async def until(seconds):
            due = started + seconds / self.server.pace
            await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))

        await until(plan.up)
        if plan.fail == "refused":
            writer.transport.abort()
            return False
        if plan.fail == "hang":
            await asyncio.Event().wait()
        status, body = self.content.find(path, plan)
        await until(plan.up + plan.think)
        self.head(writer, status, len(body), keep)
        if method == "HEAD" or status in BARE:
            await writer.drain()
            return keep
        for moment, part in plan.parts(body):
            await until(plan.up + plan.think + moment)
            writer.write(part)
            await writer.drain()
        if plan.fail == "reset":
            await until(plan.up + plan.think + plan.down / 2)
            writer.transport.abort()
            return False
        return keep

    def head(self, writer, status, length, keep):
        """The headers of an answer."""
        lines = [f"HTTP/1.1 {status} {reason(status)}", "Content-Type: application/json"]
        if status not in BARE:
            lines.append(f"Content-Length: {length}")
        lines += ["Access-Control-Allow-Origin: *", f"Connection: {'keep-alive' if keep else 'close'}"]
        writer.write("\r\n".join([*lines, "", ""]).encode())

    def plain(self, writer, status, sentence):
        """An answer that says what is wrong with a request."""
        body = json.dumps({"error": sentence}).encode()
        self.head(writer, status, len(body), False)
        writer.write(body)
        return False


def reason(status):
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
