"""The documents of a case as they are listed: from the announcement on, without a name, and to whom they are open."""

from domain.confidentiality import NATIONAL, complainant_audience, unit_audience
from domain.people import Tier
from projections.documents.handler import documents
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given
from tests.support.cast import COMPLAINT, DINAS_KESEHATAN, DINAS_SOSIAL, NOW, liaison
from tests.support.document_samples import (
    DIGEST,
    MEBIBYTE,
    announced,
    document,
    document_fetched,
    document_opened,
    received,
)
from tests.support.samples import copied, disposed, in_institution_review, submitted, verified


def test_what_is_announced_and_received_is_kept_without_a_name() -> None:
    [row] = given(submitted()).when(announced()).writes(documents)
    assert row.arguments[:-1] == (document(), COMPLAINT, "SUPPORTING", "JPEG", 3 * MEBIBYTE)
    [write] = given(submitted(), announced()).when(received()).writes(documents)
    assert write.arguments[:4] == (document(), 2 * MEBIBYTE, DIGEST, NOW)


def test_an_opening_leads_to_its_case_and_a_fetch_to_nothing() -> None:
    opened = document_opened()
    [write] = given(submitted()).when(opened, by=liaison()).writes(documents)
    assert write.arguments[:2] == (opened.opening, COMPLAINT)
    assert given(submitted()).when(document_fetched(), by=liaison()).writes(documents) == []


async def test_each_audience_has_the_documents_it_may_open(chronicle: Chronicle) -> None:
    """As the domain says, for a unit of an anonymous case and a unit with a copy as well."""
    await chronicle.happened(
        (
            *in_institution_review(),
            *verified(Tier.INSTITUTION, anonymous=True),
            disposed(),
            copied(DINAS_KESEHATAN),
        )
    )
    rows = await chronicle.rows("SELECT audience, documents FROM read.visible")
    kept = {row["audience"]: frozenset(row["documents"]) for row in rows}
    assert kept[complainant_audience(COMPLAINT)] == {"SUPPORTING", "ANSWER", "FOLLOW_UP", "CONTRIBUTION"}
    assert "SUPPORTING" in kept[NATIONAL]
    assert "SUPPORTING" not in kept[unit_audience(DINAS_SOSIAL)]
    assert kept[unit_audience(DINAS_KESEHATAN)] == {"REDACTED_COPY", "ANSWER", "FOLLOW_UP", "CONTRIBUTION"}
