"""What a refusal says: its rule, its clause, and the way out, in two languages."""

import pytest

from domain.errors import ProcessingMustGoOn, Rule, RuleBroken, refusal_of


def test_every_rule_has_one_refusal() -> None:
    rules = [broken.rule for broken in RuleBroken.__subclasses__()]
    assert sorted(rules) == sorted(Rule)


@pytest.mark.parametrize("rule", list(Rule))
def test_a_refusal_is_made_from_its_rule_alone_and_says_everything(rule: Rule) -> None:
    refusal = refusal_of(rule.value)
    assert refusal.rule is rule
    texts = [refusal.message_id, refusal.message_en, refusal.way_out_id, refusal.way_out_en]
    assert all(text.endswith(".") and text[0].isupper() for text in texts)
    assert len(set(texts)) == 4
    assert refusal.clause
    assert str(refusal) == f"{refusal.message_en} {refusal.way_out_en} ({refusal.clause})"


def test_only_stopping_a_complaint_is_prohibited_outright() -> None:
    assert {rule for rule in Rule if refusal_of(rule).prohibited} == {ProcessingMustGoOn.rule}


def test_a_name_that_was_never_a_rule_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="UNHEARD_OF"):
        refusal_of("UNHEARD_OF")
