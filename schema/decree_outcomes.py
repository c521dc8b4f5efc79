"""What loading a decree comes to. It acts on no complaint, so it meets no version and shows no case."""

from typing import TypeVar
from uuid import UUID

import strawberry

from domain.decree_commands import DecreeCommand
from domain.errors import RuleBroken
from schema.context import Done, Info
from schema.outcomes import Recorded, Refused, signed_in


@strawberry.interface(description="A decree is loaded: one more version, which never changes.")
class DecreeLoaded(Recorded):
    version: str


LoadedT = TypeVar("LoadedT", bound=DecreeLoaded)


async def load(info: Info, command: DecreeCommand, request: UUID, effect: type[LoadedT]) -> LoadedT | Refused:
    """Hand the command to the desk and say what came of it, in the schema's words."""
    viewer = signed_in(info)
    if isinstance(viewer, Refused):
        return viewer
    handled = await info.context.desk.handle_office(command, by=viewer, request=request)
    if isinstance(handled, RuleBroken):
        return Refused.of(handled)
    assert isinstance(handled, Done), "a decree meets no version"
    return effect(done=handled, version=command.version)
