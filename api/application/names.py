"""How things are called in the log: streams, scopes and ids, all derived, so that a retry finds them again."""

from uuid import UUID, uuid5

from domain.people import (
    Actor,
    AssignmentId,
    CategoryId,
    ComplaintId,
    DocumentId,
    Duty,
    OpeningId,
    PersonId,
    RecordId,
    Role,
    UnitId,
)
from domain.vocabulary import Indicator

# One namespace for every derived id; changing it would orphan every stream.
_JEJAK = UUID("6f0d2a52-5f0c-5b0e-9a3c-7d1b5c3e8a41")
PUBLIC_SCOPE = "public"
SYSTEM = Actor(person=PersonId(uuid5(_JEJAK, "system")), role=Role.SYSTEM)


def complaint_of(request: UUID) -> ComplaintId:
    """The complaint that a submission with this request id creates, now or at the first try."""
    return ComplaintId(uuid5(_JEJAK, f"complaint:{request}"))


def entered_complaint_of(officer: PersonId, request: UUID) -> ComplaintId:
    """The complaint that this officer enters with this request id; another officer's, or a submission, is another."""
    return ComplaintId(uuid5(_JEJAK, f"entered:{officer}:{request}"))


def complainant_of(complaint: ComplaintId) -> PersonId:
    """A pseudonym for one case alone: two cases of one person have nothing in common."""
    return PersonId(uuid5(_JEJAK, f"complainant:{complaint}"))


def document_of(by: Actor, request: UUID) -> DocumentId:
    """The document that this person announces with this request id."""
    return DocumentId(uuid5(_JEJAK, f"document:{scope_of(by)}:{request}"))


def opening_of(by: Actor, request: UUID) -> OpeningId:
    """The opening of a document that this person asks for with this request id."""
    return OpeningId(uuid5(_JEJAK, f"opening:{scope_of(by)}:{request}"))


def unit_of(code: str) -> UnitId:
    """The id of the unit with this code."""
    return UnitId(uuid5(_JEJAK, f"unit:{code}"))


def assignment_of(person: PersonId, role: Role, unit: UnitId) -> AssignmentId:
    """The id of one role in one unit held by one person."""
    return AssignmentId(uuid5(_JEJAK, f"assignment:{person}:{role}:{unit}"))


def roles_stream(person: PersonId) -> UUID:
    """Where a person's roles are granted and revoked; every act of theirs is guarded by its version."""
    return uuid5(_JEJAK, f"roles:{person}")


def unit_stream(unit: UnitId) -> UUID:
    return uuid5(_JEJAK, f"unit-stream:{unit}")


def category_stream(category: CategoryId) -> UUID:
    return uuid5(_JEJAK, f"category:{category}")


def duty_stream(institution: UnitId, duty: Duty) -> UUID:
    """Where it is noted which agency does one duty for an institution."""
    return uuid5(_JEJAK, f"duty:{institution}:{duty}")


def decrees_stream() -> UUID:
    """Where every version of the calendar and of the limits is loaded."""
    return uuid5(_JEJAK, "decrees")


def record_stream(record: RecordId) -> UUID:
    """Where a record of the office, or every version of one guidance, is kept."""
    return uuid5(_JEJAK, f"record:{record}")


def target_stream(institution: UnitId | None, indicator: Indicator) -> UUID:
    """Where every target of an institution for one indicator is kept."""
    return uuid5(_JEJAK, f"target:{institution}:{indicator}")


def views_stream(unit: UnitId, person: PersonId) -> UUID:
    """Where a person's looks at a unit's inbox are noted."""
    return uuid5(_JEJAK, f"views:{unit}:{person}")


def refusals_stream(scope: str) -> UUID:
    """Where what one scope was refused is kept."""
    return uuid5(_JEJAK, f"refusals:{scope}")


def access_stream(opened: ComplaintId | RecordId) -> UUID:
    """Where openings of a complaint's or a record's sealed text are kept, apart from the handling itself."""
    return uuid5(_JEJAK, f"access:{opened}")


def notices_stream(complaint: ComplaintId) -> UUID:
    """Where it is noted what became of the messages about a complaint."""
    return uuid5(_JEJAK, f"notices:{complaint}")


def fetches_stream(person: PersonId) -> UUID:
    """Where the parts of the log that somebody copied are noted."""
    return uuid5(_JEJAK, f"fetches:{person}")


def person_key(complaint: ComplaintId) -> UUID:
    """Whose key seals the complainant's identity: the pseudonym's, and so no other case's."""
    return complainant_of(complaint)


def step_of(request: UUID, step: str) -> UUID:
    """A request id for one step of a larger piece of work, the same at every try."""
    return uuid5(request, step)


def scope_of(actor: Actor) -> str:
    """Within what a request id is unique: one person, or one complaint's complainant."""
    if actor.role is Role.COMPLAINANT:
        return f"complainant:{actor.complaint}"
    return f"person:{actor.person}"
