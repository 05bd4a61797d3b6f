"""Printed lines, with the task that printed them."""

import io
import sys
from _thread import get_ident

LONGEST_LINE = 200


def install(trace):
    """Standard output becomes an object of the same kind that also tells the trace."""
    before = sys.stdout
    if type(before) is not io.TextIOWrapper:
        return
    pending = []

    def printed(line):
        thread = trace.threads.get(get_ident()) or trace.thread()
        track = thread.current if thread.current > 0 else thread.track
        if len(line) > LONGEST_LINE:
            line = line[:LONGEST_LINE] + "…"
        trace.instant(track, "print", line)

    class TextIOWrapper(io.TextIOWrapper):
        def write(self, text):
            written = super().write(text)
            if (trace.on or trace.active()) and text.__class__ is str:
                try:
                    if "\n" in text:
                        *lines, rest = ("".join(pending) + text).split("\n")
                        pending[:] = [rest] if rest else []
                        for line in lines:
                            printed(line)
                    elif len(pending) < 1000:
                        pending.append(text)
                except Exception as error:
                    trace.stop(error)
            return written

        def __repr__(self):
            return f"<_io.TextIOWrapper name={self.name!r} mode={self.mode!r} encoding={self.encoding!r}>"

    TextIOWrapper.__module__, TextIOWrapper.__qualname__ = "_io", "TextIOWrapper"
    how = {
        "encoding": before.encoding,
        "errors": before.errors,
        "newline": "\n" if sys.platform != "win32" else None,
        "line_buffering": before.line_buffering,
        "write_through": before.write_through,
    }
    mode = before.mode
    after = TextIOWrapper(before.detach(), **how)
    after.mode = mode
    sys.stdout = sys.__stdout__ = after
