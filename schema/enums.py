"""The closed lists of words of the domain, as the schema describes them."""

import strawberry

from domain.calendar import DayKind
from domain.deadlines import Clock as ClockName
from domain.notices import NoticeKind
from domain.people import Role, Tier, UnitKind
from domain.policy import LimitName, LimitUnit
from domain.texts import TextKind
from domain.vocabulary import (
    About,
    ArchiveReason,
    Basis,
    Cause,
    Channel,
    ClosedBy,
    ComplaintType,
    Counterpart,
    Finding,
    Indicator,
    Informed,
    MediaType,
    Nature,
    NoteRow,
    Purpose,
    Resolution,
    RestoreGround,
    Sanction,
    SlaClass,
    Status,
)
from projections.inbox.handler import Task

strawberry.enum(Role, description="Who somebody is to the procedure (BAB II, III).")
strawberry.enum(Tier, description="The three tiers that manage a complaint (BAB III).")
strawberry.enum(UnitKind, description="What an organisation unit is.")
strawberry.enum(Basis, description="On what footing an officer is employed (BAB III).")
strawberry.enum(Channel, description="How a complaint arrives (BAB VI.A, V.B.3).")
strawberry.enum(ComplaintType, description="What is asked for (BAB VI.C).")
strawberry.enum(Nature, description="Dispute or indicated violation (BAB VI.B.1.a.2).")
strawberry.enum(SlaClass, description="The three limits of BAB VI.C.")
strawberry.enum(Status, description="The columns of BAB VII and the two side states.")
strawberry.enum(ArchiveReason, description="Why a case is parked; both can be undone.")
strawberry.enum(ClosedBy, description="Who ended the handling, after a final answer.")
strawberry.enum(Cause, description="What lay behind a complaint (BAB II.D.d).")
strawberry.enum(Resolution, description="How a complaint was resolved (BAB II.D.d).")
strawberry.enum(TextKind, description="What a text is about.")
strawberry.enum(Purpose, description="Why it is opened; a closed list (BAB IV.A.2.d).")
strawberry.enum(RestoreGround, description="On whose word a parked case is taken up again (BAB VI.B.1.a.11).")
strawberry.enum(Finding, description="The three results of an examination (UU 30/2014 Pasal 20).")
strawberry.enum(Counterpart, description="With whom a handler coordinated (BAB VI.D.3.c, II.C.a).")
strawberry.enum(Informed, description="Which official the liaison told, and of what (BAB II.E.a, II.E.d).")
strawberry.enum(DayKind, description="Why a weekday is not a working day.")
strawberry.enum(LimitName, description="What is limited: the clocks of BAB VI to IX and what goes with them.")
strawberry.enum(LimitUnit, description="What a limit is counted in.")
strawberry.enum(Sanction, description="From a reprimand to dismissal (BAB IV.A.3).")
strawberry.enum(Indicator, description="What a target can be set for (BAB VII.A.1.d).")
strawberry.enum(
    NoteRow, description="The clauses that are put on record and not carried out here, by their place."
)
strawberry.enum(ClockName, name="ClockName", description="The clocks that run side by side.")
strawberry.enum(NoticeKind, description="What a notice is about.")
strawberry.enum(Task, name="Task", description="What the custodian has to do next.")
strawberry.enum(
    About,
    name="DocumentAbout",
    description="What a document belongs to; who may open the text that goes with it may open the document.",
)
strawberry.enum(MediaType, description="The kinds of file that are taken in.")
