"""A compiled statement, and a request that is ready to run it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graphql.execution.values import VariableValues

from .parameters import Execution, Extract
from .payloads import Selected, selected

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One SQL statement: the meta expressions, then the JSON of `data`, then the settings it ran under.

    meta: their names. settings: each claim that is also a setting of the session, with the setting's name.
    cost: rows × fields asked for. introspects: the document asks for the schema itself.
    """

    sql: str
    extracts: tuple[Extract, ...]
    meta: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    cost: int
    introspects: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """data: the JSON of the response's `data`, as PostgreSQL wrote it."""

    data: bytes
    meta: Mapping[str, Any]
    cost: int

    def selected(self) -> Selected:
        """A payload's objects, read field by field by the resolvers that `install` set."""
        return selected(self.data)


@dataclass(frozen=True, slots=True)
class Request:
    """A validated document with its variables. Without a plan it is for an ordinary executor (`needs_executor`)."""

    plan: Plan | None
    variables: VariableValues
    cost: int
    introspects: bool
    given: Mapping[str, Any]
    cursor_key: Callable[[Mapping[str, Any], str], bytes]

    @property
    def needs_executor(self) -> bool:
        """Mutations, subscriptions, and documents that ask for nothing but the schema."""
        return self.plan is None

    def statement(self, claims: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        """The SQL and its parameters. Raises RequestError for a value or a cursor that cannot be used."""
        plan = self.ready()
        execution = Execution(
            self.variables, claims, self.given, lambda field: self.cursor_key(claims, field)
        )
        return plan.sql, [extract(execution) for extract in plan.extracts]

    def answer(self, record: Sequence[Any]) -> Answer:
        """What a record that the statement gave means."""
        plan = self.ready()
        data = record[len(plan.meta)]
        meta = {name: record[index] for index, name in enumerate(plan.meta)}
        return Answer(data if isinstance(data, bytes) else str(data).encode(), meta, self.cost)

    def ready(self) -> Plan:
        if self.plan is None:
            raise ValueError("this document is for an executor, not for the compiler")
        return self.plan


class Cache(Generic[Key, Kept]):
    """The most recently used of what was kept: at most `size` things, which weigh no more than `weight` together."""

    def __init__(self, size: int, weight: int) -> None:
        self._size = size
        self._weight = weight
        self._kept: OrderedDict[Key, tuple[Kept, int]] = OrderedDict()
        self._weighs = 0

    def get(self, key: Key) -> Kept | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Key, value: Kept, weight: int) -> Kept:
        self._weighs += weight - self._kept.pop(key, (value, 0))[1]
        self._kept[key] = (value, weight)
        while len(self._kept) > self._size or self._weighs > self._weight:
            self._weighs -= self._kept.popitem(last=False)[1][1]
        return value

    def __len__(self) -> int:
        return len(self._kept)
