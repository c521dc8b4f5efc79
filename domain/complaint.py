"""What follows from a command, and what a history made of a complaint (`evolve`, in `domain.transitions`)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from domain import completing, documents, ending, handling, inspectorate, intake, monitoring, review, routing
from domain.commands import (
    Command,
    CompletingCommand,
    DocumentCommand,
    EndingCommand,
    HandlingCommand,
    InspectorateCommand,
    IntakeCommand,
    MonitoringCommand,
    ReviewCommand,
)
from domain.confidentiality import may_see
from domain.errors import NoSuchCase, NotYourCase
from domain.events import Event
from domain.occasion import Occasion
from domain.states import Complaint, Unsubmitted
from domain.transitions import evolve


def replay(events: Iterable[Event]) -> Complaint:
    """The complaint that a history made."""
    start: Complaint = Unsubmitted()
    return reduce(evolve, events, start)


def decide(command: Command, complaint: Complaint, occasion: Occasion) -> tuple[Event, ...]:
    """The events that follow from the command, at least one. Raises the RuleBroken of the rule it breaks.

    Whoever may not see the case is refused before anything of it could show in the answer; a reported
    officer is one of them.
    """
    if isinstance(command, IntakeCommand):
        return (intake.decide(command, complaint, occasion),)
    if isinstance(complaint, Unsubmitted):
        raise NoSuchCase
    if may_see(complaint.file.case, occasion.by) is None:
        raise NotYourCase
    # What began under one version of the limits goes on under it, or under what serves the complainant better.
    occasion = replace(occasion, policy=occasion.governing(complaint.file.policy))
    if isinstance(command, ReviewCommand):
        return review.decide(command, complaint, occasion)
    if isinstance(command, CompletingCommand):
        return (completing.decide(command, complaint, occasion),)
    if isinstance(command, InspectorateCommand):
        return (inspectorate.decide(command, complaint, occasion),)
    if isinstance(command, HandlingCommand):
        return (handling.decide(command, complaint, occasion),)
    if isinstance(command, MonitoringCommand):
        return (monitoring.decide(command, complaint, occasion),)
    if isinstance(command, DocumentCommand):
        return (documents.decide(command, complaint, occasion),)
    if isinstance(command, EndingCommand):
        return (ending.decide(command, complaint, occasion),)
    return (routing.decide(command, complaint, occasion),)
