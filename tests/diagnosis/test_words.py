from stages.diagnosis.words import CAUSES, RUNGS, Rung, Verdict


def test_every_rung_but_none_is_a_cause_in_the_ladders_order_and_verdicts_follow():
    assert (Rung.NONE.value, *RUNGS) == tuple(Rung)
    assert (*RUNGS, *Verdict) == CAUSES
