"""The fidelity figures as Markdown."""

from stages.data.simulator.fidelity import WINDOW_ABOVE, Fidelity, StateFidelity

HEAD = (
    "| state | % above $50k, real / simulated | 2-way total variation (floor) "
    "| accuracy on real, trained on real / simulated "
    "| gap to {source}, real / simulated | Bayes |\n"
    "|---|---|---|---|---|---|"
)


def markdown(fidelity: Fidelity) -> str:
    """One row per state, then the figures of all states together."""
    source = fidelity.states[0].state
    lines = [HEAD.format(source=source), *(_row(row, source) for row in fidelity.states), ""]
    if fidelity.window is not None:
        window = f"{100 * WINDOW_ABOVE:.2f} / {100 * fidelity.window:.2f}"
        lines.append(f"CA, head50k window: {window} % above $50k.")
    lines += [
        f"AUC of a model that tells simulated from real rows: {fidelity.auc:.3f} (0.5: it can't).",
        f"P(y | x) on held-out rows: accuracy {fidelity.accuracy:.4f}, "
        f"log-loss {fidelity.log_loss:.4f} (gradient boosting: "
        f"{fidelity.model_accuracy:.4f}, {fidelity.model_log_loss:.4f}).",
    ]
    return "\n".join(lines)


def _row(row: StateFidelity, source: str) -> str:
    gaps = "-" if row.state == source else f"{row.gap_real:+.3f} / {row.gap_simulated:+.3f}"
    return (
        f"| {row.state} | {100 * row.share_real:.2f} / {100 * row.share_simulated:.2f} "
        f"| {row.variation:.3f} ({row.floor:.3f}) "
        f"| {row.accuracy_real:.3f} / {row.accuracy_simulated:.3f} | {gaps} | {row.bayes:.3f} |"
    )
