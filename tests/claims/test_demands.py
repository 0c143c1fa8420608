"""What a claim can't be judged by is refused where it is composed."""

import re

import pytest
import yaml

from stages.config import Config
from tests.claims.own_claim import OWN
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("claim", "place", "word", "near"),
    [
        ("deep_over_linear", "statistic.ratio.level", "nearr", "level=near"),
        ("deep_over_linear", "statistic.ratio.arm", "embeding", "arm=embedding"),
        ("deep_over_linear", "statistic.ratio.measure", "strng", "measure=strong"),
        ("cvar_strong_is_projection", "statistic.level", "strickt", "level=strict"),
        ("deep_over_linear", "direction", "abov", "direction=above"),
    ],
)
def test_a_wrong_word_of_a_claim_is_refused_with_the_nearest(claim, place, word, near) -> None:
    entry = yaml.safe_load((ROOT / f"conf/claims/{claim}.yaml").read_text(encoding="utf-8"))
    *way, key = [claim, *place.split(".")]
    branch = entry
    for name in way:
        branch = branch[name]
    branch[key] = word
    with pytest.raises(ValueError, match=rf"build claims\.{claim} .*Nearest: {near}\.") as refused:
        Config({"claims": entry}).claims  # noqa: B018
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("threshold: 0.1", "threshold: a tenth", "threshold='a tenth'; expected a number"),
        ("threshold: 0.1", "threshold: .nan", "threshold=nan; expected a number"),
        ("threshold: 0.1", "threshold: yes", "threshold=True; expected a number"),
        ("margin: 0.02", "margin: wide", "margin='wide'; expected a number of at least 0"),
        ("margin: 0.02", "margin: -0.1", "margin=-0.1; expected a number of at least 0"),
        ("page: mine", "page: null", "page=None; expected text"),
        ("page: mine", "page: 7", "page=7; expected text"),
        ("[lr]", "lr", "families='lr'; expected a list of families, such as [rf]"),
        ("[lr]", "[]", "families=[]; expected a list of families"),
        ("[lr]", "[7]", "families=[7]; expected a list of families"),
        ("_target_: stages.claims.ratios.MeanRatio", "note: none", "with `words` and `measure`"),
    ],
)
def test_what_a_claim_can_not_be_judged_by_is_refused_where_it_is_composed(
    right: str, wrong: str, told: str
) -> None:
    """Else the run would find out at its end, as a crash, or as a verdict that is none."""
    assert right in OWN
    entry = yaml.safe_load(OWN.replace(right, wrong))
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        Config({"claims": {"mine": entry}}).claims  # noqa: B018
    assert "build claims.mine" in str(refused.value)


@pytest.mark.parametrize("statistic", ["Freed", "CollapsesAreSetting"])
def test_a_list_where_one_family_is_meant_is_refused(statistic: str) -> None:
    further = {"setting": "ccp_alpha", "value": 0.1} if statistic != "Freed" else {}
    one = {"_target_": f"stages.claims.settings.{statistic}", "family": ["rf"], **further}
    entry = yaml.safe_load(OWN) | {"statistic": one}
    with pytest.raises(ValueError, match=r"family=\['rf'\]; expected text"):
        Config({"claims": {"mine": entry}}).claims  # noqa: B018
