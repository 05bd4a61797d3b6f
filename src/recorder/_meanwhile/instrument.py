"""Puts hooks into functions of libraries, in a way that a program cannot see.

A hook is a call that is compiled into the function itself: its source is read, the call is added to the syntax
tree on a line that is already there, and the function gets the new code. The function stays the same object;
line numbers and columns stay as they were; and no frame of the recorder is under the function's own, so
that tracebacks and stacks look as they do without it.
"""

import __future__
import ast
import functools
import linecache
import operator
import types
import warnings

# The flags of code that are those of `from __future__ import …`, which the compiler takes.
FUTURES = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)

# A name of the form that no library has, for the local variable between two hooks.
LOCAL = "_meanwhile"


def instrument(function, *, before=None, after=None, returned=None):
    """Adds hooks to a function or coroutine function. Returns whether that was possible.

    `before` is (hook, names of arguments): it is called with them first.
    `after` is a hook that is called last, however the function ends, with what `before` returned.
    `returned` is (hook, names): it is called where the function returns, after the value has been found, with
    the value and the local variables of these names.
    """
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    try:
        tree, definition = _definition(function, code)
    except (OSError, SyntaxError, LookupError):
        return False
    hooks = {}
    body = definition.body
    documentation = []
    if isinstance(body[0], ast.Expr) and isinstance(getattr(body[0].value, "value", None), str):
        documentation, body = body[:1], body[1:]
    first = body[0]
    if returned:
        hook, names = returned
        body = [_Returns(_name(hooks, hook), names).visit(node) for node in body]
        if not isinstance(body[-1], (ast.Return, ast.Raise)):
            call = _call(_name(hooks, hook), [ast.Constant(None), *map(_load, names)])
            body.append(_at(ast.Expr(call), body[-1]))
    if after:
        call = _call(_name(hooks, after), [_load(LOCAL)])
        ending = ast.Try(body=body, handlers=[], orelse=[], finalbody=[_at(ast.Expr(call), first)])
        body = [_at(ending, first)]
    if before:
        hook, names = before
        call = _call(_name(hooks, hook), [*map(_load, names)])
        body.insert(0, _at(ast.Assign([ast.Name(LOCAL, ast.Store())], call), first))
    definition.body = documentation + body
    ast.fix_missing_locations(tree)
    with warnings.catch_warnings():
        # The compiler sees that a text is called; what is called is a hook by then.
        warnings.simplefilter("ignore")
        module = compile(tree, code.co_filename, "exec", dont_inherit=True, flags=code.co_flags & FUTURES)
    made = _find(module, code.co_name)
    constants = tuple(_hook(hooks, constant) for constant in made.co_consts)
    same = {"co_consts": constants}
    if hasattr(code, "co_qualname"):
        same["co_qualname"] = code.co_qualname
    made = made.replace(**same)
    if made.co_freevars != code.co_freevars:
        return False
    function.__code__ = made
    return True


def _definition(function, code):
    """The function's syntax tree, with its lines and columns, inside of a class of the right name."""
    lines = linecache.getlines(code.co_filename, function.__globals__)
    start = code.co_firstlineno - 1
    block = _block(lines[start:])
    indented = block[0][:1].isspace()
    owner = code_owner(function)
    # The class is written on the line above; decorators and all else outside of the function are left out.
    head = "\n" * (start - 1) + f"class {owner}:\n" if indented else "\n" * start
    tree = ast.parse(head + "".join(block))
    scope = tree.body[0].body if indented else tree.body
    definition = scope[0]
    if getattr(definition, "name", None) != code.co_name:
        raise LookupError(code.co_name)
    definition.decorator_list = []
    return tree, definition


def code_owner(function):
    """The name of the class around a method; private names are spelt with it."""
    parts = function.__qualname__.split(".")
    return parts[-2] if len(parts) > 1 and parts[-2].isidentifier() else "_"


def _block(lines):
    """The lines of the definition at the top, and no more."""
    if not lines:
        raise OSError("no source")
    indent = len(lines[0]) - len(lines[0].lstrip())
    end = 1
    header = True
    depth = 0
    for end, line in enumerate(lines[1:] + ["end"], start=1):
        before = lines[end - 1]
        if header:
            # Decorators and arguments may stand at the same indentation.
            depth += sum(before.count(c) for c in "([{") - sum(before.count(c) for c in ")]}")
            header = depth > 0 or not before.split("#")[0].rstrip().endswith(":")
            if header:
                continue
        if line.strip() and not line.lstrip().startswith("#"):
            if len(line) - len(line.lstrip()) <= indent:
                break
    return lines[:end]


class _Returns(ast.NodeTransformer):
    """`return x` becomes `return hook(x, …)`, but not in functions inside."""

    def __init__(self, hook, names):
        self.hook = hook
        self.names = names

    def visit_Return(self, node):
        value = node.value or _at(ast.Constant(None), node)
        node.value = _at(_call(self.hook, [value, *map(_load, self.names)]), value)
        return node

    def _leave(self, node):
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = _leave


def _name(hooks, hook):
    name = f"{LOCAL} hook {len(hooks)}"
    hooks[name] = hook
    return ast.Constant(name)


def _hook(hooks, constant):
    return hooks.get(constant, constant) if isinstance(constant, str) else constant


def _load(name):
    value = ast.Name(name.split(".")[0], ast.Load())
    for part in name.split(".")[1:]:
        value = ast.Attribute(value, part, ast.Load())
    return value


def _call(hook, arguments):
    return ast.Call(func=hook, args=arguments, keywords=[])


def _at(node, place):
    for child in ast.walk(node):
        if "lineno" in child._attributes and not hasattr(child, "lineno"):
            ast.copy_location(child, place)
    return node


def _find(module, name):
    for constant in module.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_name == name:
                return constant
            try:
                return _find(constant, name)
            except LookupError:
                continue
    raise LookupError(name)
