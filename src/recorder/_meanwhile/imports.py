"""Hooks for libraries are put in when the program imports them, and never make it import one."""

import sys
from importlib.machinery import PathFinder


class Finder:
    """Finds the modules of a table as Python would, and has something done when they have been loaded."""

    def __init__(self, trace, table):
        self.trace = trace
        self.table = table

    def find_spec(self, name, path=None, target=None):
        """Part of what the import system asks of a finder."""
        action = self.table.get(name)
        if action is None or not self.trace.on:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            self.wrap(spec.loader, action)
        return spec

    def wrap(self, loader, action):
        original = loader.exec_module

        def exec_module(module):
            original(module)
            try:
                del loader.exec_module
                action(module)
            except Exception:
                # Another version of the library: then its requests are not recorded.
                pass

        loader.exec_module = exec_module

    def install(self):
        for name in self.table:
            if name in sys.modules:
                self.table[name](sys.modules[name])
        sys.meta_path.insert(0, self)
