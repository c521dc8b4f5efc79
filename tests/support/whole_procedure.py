"""Every mutation of the procedure once with effect, its words chosen by whoever calls.

The words are of two kinds: what complainants write, and what officers write to be sealed.
"""

from dataclasses import dataclass
from typing import Any

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.demo.year import category_of
from api.devtools.officers import find_officer
from domain.people import Role
from tests.support.document_steps import attached, complainant_actor, opened_document
from tests.support.journey import COPIED, COUNTY, OTHER, UNIT, Case, filed, findings
from tests.support.procedure import appointed
from tests.support.system import FIRST_DAY, System


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people write, where they may write what they like."""

    identity: dict[str, str]
    complainant: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    national: Client
    county: Client
    liaison: Client
    copied: Client
    other: Client
    auditor: Client

    @classmethod
    def of(cls, system: System) -> "_Cast":
        return cls(
            national=system.officer(Role.NATIONAL_ADMIN),
            county=system.officer(Role.INSTITUTION_ADMIN),
            liaison=system.officer(Role.LIAISON_OFFICER, UNIT),
            copied=system.officer(Role.LIAISON_OFFICER, COPIED),
            other=system.officer(Role.LIAISON_OFFICER, OTHER),
            auditor=system.officer(Role.INTERNAL_AUDITOR),
        )


async def walked(system: System, words: Words) -> dict[str, Case]:
    """The cases that it took: an ordinary one, one of abuse, an aspiration, and one entered by hand."""
    cast = _Cast.of(system)
    ordinary = await _reviewed(system, cast, words)
    await _handled(cast, ordinary, words)
    await _answered_again(cast, ordinary, words)
    return {
        "ordinary": ordinary,
        "abuse": await _examined(system, cast, words),
        "aspiration": await _parked(system, cast, words, ordinary),
        "entered": await _entered(system, cast, words),
    }


def _filing(words: Words) -> dict[str, Any]:
    return {"identity": words.identity, "narrative": words.complainant}


def _verification(words: Words, **given: Any) -> dict[str, object]:
    """What is shown is shown, and so holds no word that somebody may look for."""
    parties = {"object": words.officer, "name": words.officer, **given.pop("parties", {})}
    return findings(**{"redactedNarrative": words.officer, "parties": parties, **given})


async def _reviewed(system: System, cast: _Cast, words: Words) -> Case:
    case = await filed(system, **_filing(words))
    text, reason = {"text": words.complainant}, {"reason": words.officer}
    onward = case.given(category=category_of(UNIT), institution=str(unit_of(COUNTY)))
    await cast.national.do(operations.REQUEST_COMPLETION, case.given(what=words.officer))
    photo = await attached(case.complainant, case, complainant_actor(case), name=words.complainant)
    await opened_document(cast.national, case, photo, "VERIFICATION")
    await case.complainant.do(operations.SUPPLY_DATA, case.given(**text))
    await cast.national.do(operations.VERIFY, case.given(**_verification(words)))
    await cast.national.do(operations.REDACT, case.given(redactedNarrative=words.officer))
    await cast.national.do(operations.FORWARD, onward)
    await cast.national.do(operations.ASK_SUPERVISION, case.given(question=words.officer))
    await cast.county.do(operations.ANSWER_SUPERVISION, case.given(number=1, answer=words.officer))
    await cast.county.do(operations.RETURN_TO_NATIONAL, case.given(**reason))
    await cast.national.do(operations.FORWARD, onward)
    await cast.county.do(operations.VERIFY, case.given(**_verification(words)))
    await cast.county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED)), reason=words.officer))
    await cast.county.do(
        operations.DISPOSE, case.given(category="SOSIAL", unit=str(unit_of(UNIT)), reason=words.officer)
    )
    return case


async def _handled(cast: _Cast, case: Case, words: Words) -> None:
    note, reason = words.officer, {"reason": words.officer}
    another_class = {"type": "GRIEVANCE", "supervisoryNature": True, "requiresFieldInspection": True}
    together = {"counterpart": "TECHNICAL_UNIT", "note": note}
    await cast.liaison.do(operations.RETURN_TO_INSTITUTION, case.given(**reason))
    await cast.county.do(operations.DISPOSE, case.given(category=category_of(UNIT), unit=str(unit_of(UNIT))))
    await cast.liaison.do(operations.ACCEPT, case.given())
    await cast.copied.do(operations.RESPOND_AS_CC, case.given(text=note))
    await cast.liaison.do(operations.REPORT_PROGRESS, case.given(status=note, steps=note))
    await cast.liaison.do(operations.INFORM_OFFICIAL, case.given(informed="AUTHORISED_OFFICIAL", note=note))
    await cast.liaison.do(operations.NATIONAL_NUMBER, case.given(number=7654321))
    await cast.liaison.do(operations.COORDINATE, case.given(**together))
    await cast.liaison.do(operations.NOTIFY_CONSTRAINT, case.given(constraint=note, action=note))
    await cast.liaison.do(operations.REQUEST_DATA, case.given(what=note))
    await cast.liaison.do(operations.PROPOSE_CLASS, case.given(**another_class, **reason))
    await cast.county.do(operations.RECLASSIFY, case.given(**another_class, **reason))
    await cast.county.do(operations.INTERVENE, case.given(note=note))
    protection = {"anonymous": True, "confidential": True, "redactedNarrative": note}
    await cast.county.do(operations.RAISE_PROTECTION, case.given(**protection))
    lower = case.given(anonymous=False, confidential=False)
    await case.complainant.do(operations.LOWER_PROTECTION, lower)
    named = [str(find_officer(Role.LIAISON_OFFICER, UNIT).person)]
    parties = {"object": note, "name": note, "officers": named, "units": [str(unit_of(UNIT))]}
    await cast.county.do(operations.IDENTIFY_PARTIES, case.given(parties=parties))
    await cast.county.do(operations.REPLACE_HANDLER, case.given(unit=str(unit_of(OTHER)), **reason))


async def _answered_again(cast: _Cast, case: Case, words: Words) -> None:
    answer = case.given(text=words.officer, cause="DELAY", resolution="REMEDIED")
    await cast.other.do(operations.ACCEPT, case.given())
    await cast.other.do(operations.RESPOND, case.given(text=words.officer))
    await cast.other.do(operations.FOLLOW_UP, case.given(text=words.officer))
    await cast.other.do(operations.ANSWER, answer)
    await case.complainant.do(operations.REPLY, case.given(text=words.complainant))
    await case.complainant.do(operations.CONFIRM, case.given())
    await case.complainant.do(operations.DISPUTE, case.given(reason=words.complainant))
    await cast.other.do(operations.ANSWER, answer)
    await cast.county.do(operations.COMPLETE, case.given())
    await case.complainant.do(operations.RATE, case.given(stars=4))


async def _examined(system: System, cast: _Cast, words: Words) -> Case:
    case = await filed(system, **_filing(words))
    reported = str(unit_of(UNIT))
    abuse = _verification(words, nature="ABUSE_OF_AUTHORITY", parties={"units": [reported]})
    head = (await appointed(system, Role.UNIT_HEAD, UNIT)).client
    await cast.national.do(operations.VERIFY, case.given(**abuse))
    await cast.national.do(
        operations.FORWARD, case.given(category=category_of(UNIT), institution=str(unit_of(COUNTY)))
    )
    await cast.county.do(operations.VERIFY, case.given(**abuse))
    await cast.county.do(operations.REFER, case.given())
    await cast.auditor.do(operations.ADD_SUPERIOR, case.given(unit=reported))
    await head.do(operations.SUPERIOR_ACTION, case.given(text=words.officer))
    found = case.given(finding="NO_FAULT", detail=words.officer)
    await cast.auditor.do(operations.RECORD_FINDING, found)
    await cast.auditor.do(operations.RETURN_FROM_INSPECTORATE, case.given(reason=words.officer))
    colleague = (await appointed(system, Role.INSTITUTION_ADMIN, COUNTY)).client
    await colleague.do(operations.DECLARE_CONFLICT, case.given())
    return case


async def _parked(system: System, cast: _Cast, words: Words, lead: Case) -> Case:
    case = await filed(system, **_filing(words))
    await cast.national.do(operations.LINK_DUPLICATE, case.given(lead=lead.complaint))
    await case.complainant.do(operations.WITHDRAW, case.given(reason=words.complainant))
    await cast.national.do(operations.RESTORE, case.given(ground="NATIONAL_ADMIN"))
    await cast.national.do(operations.VERIFY, case.given(**_verification(words, type="ASPIRATION")))
    await cast.national.do(operations.ANSWER_ASPIRATION, case.given(text=words.officer))
    return case


async def _entered(system: System, cast: _Cast, words: Words) -> Case:
    given = {
        **_filing(words),
        "channel": "OTHER",
        "channelNote": words.complainant,
        "contact": words.identity["email"],
        "representative": words.identity["name"],
        "accessibility": words.complainant,
        "receivedOn": FIRST_DAY.isoformat(),
        "proof": words.officer,
        "anonymous": True,
        "confidential": True,
    }
    answer = await cast.county.do(operations.ENTER, given)
    return Case(
        system=system,
        number=answer["trackingNumber"],
        code=answer["accessCode"],
        complaint=answer["complaint"]["complaintId"],
    )
