"""Which calendar and which limits the log says hold, and the loading of those that a deployment starts with."""

from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from api.application.names import SYSTEM, decrees_stream
from api.data import Decree
from domain.decree_commands import DecreeCommand, DecreedDay, LoadCalendar, LoadPolicy
from domain.decree_events import CalendarLoaded, PolicyLoaded
from domain.decrees import Rulebook, replay_decrees
from domain.errors import RuleBroken, VersionLoaded
from domain.policy import Policy
from eventstore.store import Store
from projections.records import event_of
from schema.context import Desk

_LOADING = UUID("5b6c1c1e-8f0b-5f0c-9d4e-2a7b6d3f9c58")


class NothingDecreed(Exception):
    """The log holds no calendar or no limits yet; the text is a sentence for whoever runs the command."""

    def __init__(self) -> None:
        super().__init__("The log holds no calendar and no limits yet: run jejak enroll.")


class Decrees:
    """Follows the one stream of decrees: what was read is kept, and each look asks only for what came after."""

    def __init__(self, store: Store, zone: ZoneInfo) -> None:
        self._store = store
        self._zone = zone
        self._known = (Rulebook(), 0)

    async def rulebook(self) -> tuple[Rulebook, int]:
        """Every version loaded by now, and the version of the stream that says so."""
        rulebook, version = self._known
        records = await self._store.read(decrees_stream(), after_version=version)
        if records:
            events = [event_of(record, self._zone) for record in records]
            decreed = [event for event in events if isinstance(event, CalendarLoaded | PolicyLoaded)]
            assert len(decreed) == len(events), "the stream of decrees holds nothing else"
            rulebook, version = replay_decrees(decreed, rulebook), version + len(records)
            self._known = max(self._known, (rulebook, version), key=lambda known: known[1])
        return rulebook, version


async def load_decrees(desk: Desk, decrees: tuple[Decree, ...], policy: Policy) -> None:
    """Load what is not there yet, in order of publication. Raises RuleBroken where the data breaks a rule."""
    for decree in decrees:
        await _ask(desk, calendar_of(decree))
    await _ask(desk, policy_of(policy))


def calendar_of(decree: Decree) -> LoadCalendar:
    """The command that loads one instrument on days off."""
    return LoadCalendar(
        version=decree.version,
        instrument=decree.instrument,
        published=decree.published,
        settles=decree.year if decree.yearly else None,
        days=tuple(DecreedDay(date=day.date, kind=day.kind, name_id=day.name_id) for day in decree.days),
        withdrawn=decree.withdrawn,
    )


def policy_of(policy: Policy) -> LoadPolicy:
    """The command that loads a set of limits."""
    return LoadPolicy(
        version=policy.version,
        instrument=policy.instrument,
        effective_from=policy.effective_from,
        limits=policy.limits,
        supervisory_only=policy.supervisory_only,
    )


async def _ask(desk: Desk, command: DecreeCommand) -> None:
    """The request id follows from all that the command says: a version that differs is no repeat, and not ours."""
    handled = await desk.handle_office(command, by=SYSTEM, request=uuid5(_LOADING, repr(command)))
    if isinstance(handled, RuleBroken) and not isinstance(handled, VersionLoaded):
        raise handled
