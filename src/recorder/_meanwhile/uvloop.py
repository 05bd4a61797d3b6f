"""uvloop runs its callbacks itself; so each is wrapped, where it enters the loop."""

from .trace import TIMER


class Callback:
    """A callback that tells when it begins and ends. It passes for a loop's handle, too."""

    __slots__ = ("_callback", "_args", "tasks")

    def __init__(self, callback, arguments, tasks):
        self._callback = callback
        self._args = arguments
        self.tasks = tasks

    def __call__(self, *arguments):
        began = self.tasks.begin(self)
        try:
            return self._callback(*arguments)
        finally:
            self.tasks.end(began)

    def __repr__(self):
        return repr(self._callback)


def install(module, tasks):
    """Puts hooks into uvloop's class of loops."""
    loop = module.Loop

    def soon(original):
        def call(self, callback, *arguments, context=None):
            if (tasks.trace.on or tasks.trace.active()) and callable(callback):
                callback = tasks.scheduled(Callback(callback, arguments, tasks))
            return original(self, callback, *arguments, context=context)

        return call

    def later(original):
        def call(self, when, callback, *arguments, context=None):
            if (tasks.trace.on or tasks.trace.active()) and callable(callback):
                callback = Callback(callback, arguments, tasks)
                tasks.causes[id(callback)] = TIMER
            return original(self, when, callback, *arguments, context=context)

        return call

    for name, wrap in (
        ("call_soon", soon),
        ("call_soon_threadsafe", soon),
        ("call_later", later),
        ("call_at", later),
    ):
        original = getattr(loop, name)
        call = wrap(original)
        call.__name__, call.__qualname__, call.__doc__ = name, f"Loop.{name}", original.__doc__
        setattr(loop, name, call)
