"""How to read the summary."""

from typing import Final

from stages.summary.markdown import bullets, section

TERMS: Final = {
    "collapse": "predicting one class only. Statistic s_T = TN/N + FN/P: 0 for `always positive`, "
    "1 for a perfect predictor; s_F is its mirror. Strict: a class is never predicted; near: s_T "
    "or s_F below epsilon",
    "arm": "the features a model saw: the raw table, or the vectors of an encoder. Same rows, same "
    "configurations",
    "collapse_wd": "share that collapses on the embedding among what is fine on the raw rows",
    "binomial band": "Wilson's interval over distinct training runs as if these were independent "
    "draws. They are not: a description, no confidence interval",
    "over re-training": "confidence interval over training seeds; from five seeds on",
    "over test rows": "interval when the test rows are drawn anew (clusters: equal texts)",
    "distinct runs": "the ratio with every distinct training run weighing the same",
    "R² without": "R² of the line when near-collapsed configurations are left out; gain: R² with "
    "them minus R² without",
    "RMSE, rho": "distance from the line and Spearman's rank correlation: R² can change because "
    "the range does, and these tell",
    "ceiling": "the share of R² that noise of the test rows leaves room for (split-half "
    "reliability)",
    "skill": "1 - (error of the line) / (error of the mean) on configurations it has not seen; 0: "
    "the line predicts nothing",
    "k*": "how many collapsed models fake R² of at least .5 on this cloud; 0: it does by itself",
    "verdict": "holds: rises and predicts; spurious: R² of at least .5 with all points, no skill, "
    "and noise can't be the excuse; cannot tell: anything else",
}


def glossary() -> str:
    """The terms of the summary, a line each."""
    return section("How to read this", bullets(f"**{t}**: {told}." for t, told in TERMS.items()))
