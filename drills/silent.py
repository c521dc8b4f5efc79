"""For M2: the places where `jejak verify` says that something does not hold, and how one of them falls silent."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).parents[1]
SAID_BY = {"add", "found", "_found", "_problem"}


def said(node: ast.AST) -> str | None:
    """The name of the check, where this is what says that it does not hold."""
    match node:
        case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=[ast.Constant(str(check)), *_]):
            return check if name in SAID_BY else None
        case ast.Yield(ast.Tuple([ast.Constant(str(check)), _])):
            return check
    return None


def places(file: str) -> Iterator[tuple[str, str]]:
    """Every such place in a file, as file:line, and the name of the check."""
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.expr) and (check := said(node)):
            yield f"{file}:{node.lineno}", check


class Silencer(ast.NodeTransformer):
    """Takes out what is said on a line: the statement that it is in, or the member of a list."""

    def __init__(self, line: int) -> None:
        self._line = line

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if not any(self._is_here(each) for each in ast.walk(node)):
            return node
        if isinstance(node.value, ast.Yield):
            return ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))  # the function stays a generator
        return ast.Pass()

    def visit_List(self, node: ast.List) -> ast.expr:
        node.elts = [each for each in node.elts if not self._is_here(each)]
        return node

    def _is_here(self, node: ast.AST) -> bool:
        return said(node) is not None and getattr(node, "lineno", None) == self._line


def silence(place: str) -> None:
    """Nothing is said at this place any more, in this process. The module of the place is imported already."""
    file, _, line = place.partition(":")
    module = sys.modules[file.removesuffix(".py").replace("/", ".")]
    tree = Silencer(int(line)).visit(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    compiled = compile(ast.fix_missing_locations(tree), str(ROOT / file), "exec")
    codes = {code.co_qualname: code for code in _codes(compiled)}
    for function in _functions(vars(module), module.__name__):
        function.__code__ = codes.get(function.__qualname__, function.__code__)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _functions(scope: Mapping[str, object], module: str) -> Iterator[FunctionType]:
    for each in map(inspect.unwrap, (getattr(each, "__func__", each) for each in scope.values())):  # type: ignore
        if getattr(each, "__module__", None) != module:
            continue
        if isinstance(each, FunctionType):
            yield each
        elif isinstance(each, type):
            yield from _functions(vars(each), module)
