"""HTTP requests of httpx, aiohttp, urllib3 (and so of requests) and urllib. Never headers, bodies or queries."""

from .instrument import LOCAL, instrument
from .names import shortened, without_secrets
from .trace import quoted, safe

LONGEST_ADDRESS = 200
# Requests of which the end has not been seen.
MOST_OPEN = 10_000


class Request:
    """A request under way, and the phase that it is in."""

    def __init__(self, requests, method, address, blocking=False):
        self.trace = requests.trace
        thread = self.trace.thread()
        self.track = thread.current if thread.current > 0 else thread.track
        self.number = self.trace.number()
        self.record = thread.step
        if self.record is not None:
            self.record.request = self.number
        self.phase = None
        self.open = True
        self.name = shortened(f"{method} {without_secrets(address)}", LONGEST_ADDRESS)
        self.trace.phase("b", self.track, self.number, self.name, '"blocking":true' if blocking else "")

    def enter(self, phase):
        """Leaves the phase that it is in, and enters another one."""
        if self.open and phase != self.phase:
            if self.phase:
                self.trace.phase("e", self.track, self.number, self.phase)
            if phase:
                self.trace.phase("b", self.track, self.number, phase)
            self.phase = phase

    def close(self, status=None, error=None):
        """The request is over."""
        if self.open:
            self.enter(None)
            self.open = False
            args = f'"status":{status or "null"},"error":{quoted(error) if error else "null"}'
            self.trace.phase("e", self.track, self.number, self.name, args)
            if self.record is not None and self.record.request == self.number:
                self.record.request = 0


class Requests:
    """Puts hooks into HTTP libraries once a program has imported them."""

    def __init__(self, trace):
        self.trace = trace
        self.responses = {}

    def libraries(self):
        """Modules, and what to do when they have been imported."""
        return {
            "httpcore": self.httpcore,
            "aiohttp": self.aiohttp,
            "urllib3.connectionpool": self.urllib3,
            "urllib.request": self.urllib,
        }

    # ---- httpx, by way of httpcore ----------------------------------------------------------------

    def httpcore(self, module):
        trace = self.trace

        @safe(trace)
        def waiting(request):
            request.extensions = {**request.extensions, "trace": self.follow(request, waits=True)}

        @safe(trace)
        def blocking(request):
            request.extensions = {**request.extensions, "trace": self.follow(request, waits=False)}

        instrument(module.AsyncConnectionPool.handle_async_request, before=(waiting, ["request"]))
        instrument(module.ConnectionPool.handle_request, before=(blocking, ["request"]))

    def follow(self, request, waits):
        """A function for httpcore's extension `trace`, which also calls the program's own."""
        url = request.url
        port = f":{url.port}" if url.port else ""
        target = url.target.decode("ascii", "replace")
        address = f"{url.scheme.decode()}://{url.host.decode()}{port}{target}"
        followed = Request(self, request.method.decode(), address, blocking=not waits)
        followed.enter("queue")
        status = None
        theirs = request.extensions.get("trace")

        @safe(self.trace)
        def tell(event, details):
            nonlocal status
            _, what, state = event.rsplit(".", 2) if event.count(".") > 1 else ("", *event.split("."))
            if state == "failed":
                followed.close(error=type(details.get("exception")).__name__)
            elif what in ("connect_tcp", "connect_unix_socket", "start_tls") and state == "started":
                followed.enter("connect")
            elif what == "send_request_headers" and state == "started":
                followed.enter("send")
            elif what == "send_request_body" and state == "complete":
                followed.enter("wait")
            elif what == "receive_response_headers" and state == "complete":
                status = status_in(details.get("return_value"))
                followed.enter("receive")
            elif what == "response_closed" and state == "complete":
                followed.close(status=status)

        def trace_blocking(event, details):
            tell(event, details)
            if theirs is not None:
                theirs(event, details)

        async def trace_waiting(event, details):
            tell(event, details)
            if theirs is not None:
                await theirs(event, details)

        return trace_waiting if waits else trace_blocking

    # ---- aiohttp --------------------------------------------------------------------------------

    def aiohttp(self, module):
        trace = self.trace
        config = module.TraceConfig()

        def on(name, action):
            @safe(trace)
            def tell(context, details):
                action(context, details)

            async def signal(session, context, details):
                tell(context, details)

            signals = getattr(config, name, None)
            if signals is not None:
                signals.append(signal)

        def start(context, details):
            context.meanwhile = Request(self, details.method, str(details.url))

        def phase(name):
            return lambda context, details: context.meanwhile.enter(name)

        def end(context, details):
            request, response = context.meanwhile, details.response
            request.enter("receive")
            if response.closed:
                # A short body has come with the headers.
                request.close(status=response.status)
                return
            if len(self.responses) > MOST_OPEN:
                self.responses.clear()
            self.responses[id(response)] = request, response.status

        on("on_request_start", start)
        on("on_connection_queued_start", phase("queue"))
        on("on_connection_create_start", phase("connect"))
        on("on_connection_create_end", phase("send"))
        on("on_connection_reuseconn", phase("send"))
        on("on_request_headers_sent", phase("wait"))
        on("on_request_end", end)
        on(
            "on_request_exception",
            lambda context, details: context.meanwhile.close(error=type(details.exception).__name__),
        )
        config.freeze()

        @safe(trace)
        def made(_, session):
            session._trace_configs.append(config)

        @safe(trace)
        def over(response):
            request, status = self.responses.pop(id(response), (None, None))
            if request is not None:
                request.close(status=status)

        instrument(module.ClientSession.__init__, returned=(made, ["self"]))
        for name in ("_response_eof", "close", "release"):
            instrument(getattr(module.ClientResponse, name), before=(over, ["self"]))

    # ---- Libraries that hold their thread ---------------------------------------------------------

    def urllib3(self, module):
        def begin(pool, method, url):
            port = f":{pool.port}" if pool.port else ""
            path = url if url.startswith("/") else "/"
            return self.begin_blocking(method, f"{pool.scheme}://{pool.host}{port}{path}")

        self.blocking(module.HTTPConnectionPool.urlopen, begin, ["self", "method", "url"])

    def urllib(self, module):
        def begin(url):
            method = url.get_method() if hasattr(url, "get_method") else "GET"
            return self.begin_blocking(method, getattr(url, "full_url", url))

        self.blocking(module.OpenerDirector.open, begin, ["fullurl"])

    def begin_blocking(self, method, address):
        return Request(self, method, str(address), blocking=True)

    def blocking(self, function, begin, names):
        """A function that makes a whole request."""
        trace = self.trace

        def begun(*arguments):
            if not trace.on and not trace.active():
                return None
            try:
                return begin(*arguments)
            except Exception as error:
                trace.stop(error)
                return None

        @safe(trace)
        def answered(response, request):
            if request is not None:
                request.close(status=response.status)

        @safe(trace)
        def ended(request):
            if request is not None:
                request.close(error="no answer")

        instrument(function, before=(begun, names), returned=(answered, [LOCAL]), after=ended)


def status_in(values):
    """The HTTP status among what httpcore returns for the headers of a response."""
    return next((value for value in values or () if type(value) is int), None)
