"""What the schema cannot even put into words: an identity to read, a way to stop a case, an answer without its rule."""

import re
from uuid import UUID

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from schema.build import EFFECTS, build_schema
from schema.compiler import core_schema

STRAWBERRY = build_schema()
SCHEMA = core_schema(STRAWBERRY)
OURS = {name: type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")}
OBJECTS = {name: type_ for name, type_ in OURS.items() if isinstance(type_, GraphQLObjectType)}
INPUTS = {name: type_ for name, type_ in OURS.items() if isinstance(type_, GraphQLInputObjectType)}
assert SCHEMA.mutation_type is not None
MUTATIONS = SCHEMA.mutation_type.fields
PERSONAL = re.compile(
    r"identity|nik\b|phone|e?mail|address|complainant|reporter|password|token", re.IGNORECASE
)

# Every place where an answer may hold text. Whoever adds one says here what stands in it.
TEXTS = {
    "Calendar": {"instrument", "version"},
    "CalendarLoaded": {"version"},
    "Category": {"code", "labelIndonesian", "labelEnglish"},
    "Clock": {"calendarVersion", "policyVersion"},
    "Complaint": {"headline", "shownText", "trackingNumber"},  # an officer's words, meant to be read
    "ComplaintConnection": set[str](),
    "ComplaintEdge": {"cursor"},
    "ComplaintEntered": {"accessCode", "trackingNumber"},  # told to the officer, for the complainant
    "ComplaintSubmitted": {"accessCode", "trackingNumber"},  # told to the complainant, once
    "CountedDay": {"why"},
    "DayOff": {"instrument", "nameIndonesian"},
    "Document": {"digest"},
    "DocumentExpected": {"path"},
    "DocumentOpened": {
        "name",
        "path",
    },  # the name was recorded before it is opened, like the words of an opening
    "DueDate": {"calendarVersion"},
    "GuidanceEdge": {"cursor"},
    "Guidance": {"link", "text", "title"},  # a patron's words, published
    "HistoryEntry": {"clause", "leafHash", "rule", "type"},
    "InboxEdge": {"cursor"},
    "Notice": {"english", "indonesian"},  # a fixed sentence for each kind
    "OpenedRecordText": {"words"},  # likewise
    "OpenedText": {"words"},  # recorded before it is opened
    "PageInfo": {"endCursor", "startCursor"},
    "Placement": {"kind"},
    "PolicyLoaded": {"version"},
    "Receipt": {"leafHash"},
    "Refused": {"clause", "rule"},
    "SlaLimit": {"instrument", "source"},
    "SlaPolicy": {"instrument", "version"},
    "StatisticsRow": {"unit"},
    "SupervisionEdge": {"cursor"},
    "Unit": {"code", "name"},  # the name of an office
    "Words": {"english", "indonesian"},
}


def test_no_answer_has_a_field_for_who_complained() -> None:
    fields = [(name, field) for name, type_ in OBJECTS.items() for field in type_.fields]
    assert len(fields) > 100
    of_a_wait = {("Complaint", "waitingOnComplainantDays"), ("Query", "awaitingComplainant")}
    assert not [pair for pair in fields if PERSONAL.search(pair[1]) and pair not in of_a_wait]


def test_text_stands_in_answers_only_where_it_was_agreed() -> None:
    found = {
        name: {field for field, held in type_.fields.items() if get_named_type(held.type).name == "String"}
        for name, type_ in OBJECTS.items()
    }
    assert {name: fields for name, fields in found.items() if fields} == {
        name: fields for name, fields in TEXTS.items() if fields
    }


def test_no_list_can_be_filtered_or_sorted_by_what_is_hidden() -> None:
    assert SCHEMA.query_type is not None
    arguments = {name: set(field.args) for name, field in SCHEMA.query_type.fields.items()}
    assert arguments == {
        "asOf": set(),
        "viewer": set(),
        "node": {"id"},
        "complaint": {"trackingNumber"},
        "complaints": {"first", "after", "status"},
        "inbox": {"first", "after"},
        "atRisk": {"first", "after", "withinDays"},
        "overdue": {"first", "after", "clock"},
        "lackingConstraintNotice": {"first", "after"},
        "unansweredSupervision": {"first", "after"},
        "returnedOften": {"first", "after"},
        "awaitingComplainant": {"first", "after"},
        "manualEntries": {"first", "after"},
        "completedWithoutView": {"first", "after"},
        "statistics": {"institution", "receivedFrom", "receivedUntil", "asOf"},
        "evaluationDataset": {"institution", "receivedFrom", "receivedUntil", "asOf"},
        "placedInSeveralUnits": {"institution", "receivedFrom", "receivedUntil", "asOf"},
        "roleHolders": {"institution"},
        "conductRecords": set(),
        "evaluations": set(),
        "performanceReports": set(),
        "officeNotes": {"year", "clause"},
        "yearlyRecords": {"year"},
        "targets": {"institution"},
        "targetMonitoring": {"institution", "receivedFrom", "receivedUntil"},
        "guidance": {"first", "after"},
        "workload": {"institution"},
        "units": set(),
        "categories": set(),
        "calendars": set(),
        "calendar": {"version"},
        "slaPolicies": set(),
        "dueDate": {"startedOn", "workingDays"},
    }
    below = [
        (name, field)
        for name, type_ in OBJECTS.items()
        if type_ not in (SCHEMA.query_type, SCHEMA.mutation_type)
        for field, held in type_.fields.items()
        if held.args
    ]
    assert below == []


def test_there_is_no_word_for_stopping_a_complaint() -> None:
    """BAB IV.A.2.a. The archive is a side state that is shown; only the complainant asks for it, by withdrawing."""
    stopping = re.compile(
        r"stop|cancel|reject|delete|remove|archive|close|withdraw|pause|hold|extend", re.IGNORECASE
    )
    names = [*MUTATIONS, *INPUTS, *(field for type_ in INPUTS.values() for field in type_.fields)]
    own = {"withdrawComplaint", "WithdrawComplaintInput"}
    assert {name for name in names if stopping.search(name)} == own


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mutation_takes_one_input_with_a_request_id_and_can_be_refused(name: str) -> None:
    field = MUTATIONS[name]
    assert list(field.args) == ["input"]
    given = get_named_type(field.args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    request = given.fields["request"].type
    assert isinstance(request, GraphQLNonNull)
    assert request.of_type.name == "UUID"
    answer = get_named_type(field.type)
    assert isinstance(answer, GraphQLUnionType)
    assert "Refused" in {member.name for member in answer.types}
    assert field.description


def test_whoever_may_give_a_version_can_be_answered_by_a_conflict() -> None:
    for name, field in MUTATIONS.items():
        given, answer = get_named_type(field.args["input"].type), get_named_type(field.type)
        assert isinstance(given, GraphQLInputObjectType)
        assert isinstance(answer, GraphQLUnionType)
        versioned = "expectedVersion" in given.fields
        assert versioned == ("Conflict" in {member.name for member in answer.types}), name


def test_every_effect_is_one_that_the_compiler_knows() -> None:
    effects = {
        member.name
        for field in MUTATIONS.values()
        for member in getattr(get_named_type(field.type), "types", ())
        if "complaint" in member.fields
    }
    assert effects == {effect.__name__ for effect in EFFECTS}


def test_whatever_can_be_withheld_may_be_null() -> None:
    """A field with `!` that the viewer's right empties would take its whole complaint with it."""
    withheld = {"headline", "shownText", "nature", "anonymous", "confidential", "protectionDecided"}
    withheld |= {"reviewDueOn", "interveneBy", "rating", "unit", "institution", "category"}
    complaint = OBJECTS["Complaint"]
    assert not [name for name in withheld if isinstance(complaint.fields[name].type, GraphQLNonNull)]
    assert isinstance(complaint.fields["mayOpen"].type, GraphQLNonNull)


async def test_a_query_that_reached_the_executor_would_fail_and_not_be_answered() -> None:
    """There is no resolver on the read path that could forget a right."""
    assert SCHEMA.query_type is not None
    given = {"UUID": f'"{UUID(int=0)}"', "Date": '"2026-01-01"', "Int": "1", "String": '"x"', "ID": '"x"'}
    for name, field in SCHEMA.query_type.fields.items():
        needed = {
            argument: given[get_named_type(held.type).name]
            for argument, held in field.args.items()
            if isinstance(held.type, GraphQLNonNull)
        }
        listed = ", ".join(f"{argument}: {value}" for argument, value in needed.items())
        arguments = f"({listed})" if listed else ""
        inner = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
        answer = await STRAWBERRY.execute(f"{{ {name}{arguments} {inner} }}")
        assert answer.errors, name
        assert not any((answer.data or {}).values()), name
