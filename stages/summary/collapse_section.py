"""How often configurations collapse: a sentence per family, then the tables."""

from stages.summary.collapse_words import family_sentence
from stages.summary.findings import Findings, Level, level_of
from stages.summary.interval_table import interval_block
from stages.summary.markdown import bullets, escape, section
from stages.summary.numbers import figure, number, several
from stages.summary.ratio_tables import near_ratios, strict_ratios
from stages.summary.seed_block import seed_block
from stages.summary.well_defined import well_defined_block


def collapse_section(found: Findings) -> str:
    """Sentences, ratios near and strict, intervals, kinds, well-defined families."""
    setting = found.setting
    source = escape(setting.names[setting.source])
    epsilon = figure(setting.epsilon)
    return section(
        "Collapse",
        f"Near-collapse on {source}, per family. s_T = TN/N + FN/P is 0 where everything is "
        "predicted positive and 1 for a perfect predictor, s_F its mirror; near: one of the two "
        f"is below {epsilon}; strict: one class is never predicted. collapse_wd: of the "
        "configurations that are fine on the raw rows, the share that collapses on the embedding. "
        "Binomial band: as if the distinct training runs were independent draws (they are not: a "
        "description, no confidence interval).",
        bullets(family_sentence(found, family) for family in setting.families),
        f"**Near-collapse, in % of configurations, raw rows → embedding.** Source: on {source}; "
        f"strong: on {source} and the target; projection: on {source} or the target (both are "
        "means over the targets); then each target alone. Counted: with failed ones.",
        near_ratios(found),
        "**Strict collapse, likewise.** Rarefied: at the number of rows of the smallest test set, "
        "since strict collapse is easier on fewer rows.",
        strict_ratios(found),
        seed_block(found),
        interval_block(found),
        well_defined_block(found),
        _systematic(found),
    )


def _systematic(found: Findings) -> str:
    rows = [row for row in found.table("systematic") if level_of(row) is Level.NEAR]
    if not rows:
        return ""
    domains, noun = len(found.setting.domains), found.setting.noun
    raw, embedded = (
        sum(number(row, name) == domains for row in rows) for name in ("tabular", "embedding")
    )
    both = sum(number(row, "arms_everywhere") == 2 for row in rows)
    return (
        f"**Near-collapsed on all {several(domains, 'test set')}:** {several(embedded, noun)} on "
        f"the embedding, {raw or 'none'} on the raw rows, {both or 'none'} on both."
    )
