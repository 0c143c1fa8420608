"""People like those of the American Community Survey of 2018, and P(income | person, state).

`stages/data/simulator/acs_2018.bin` holds contingency tables and a logistic regression fitted on
census rows of six states; no row is stored. `python -m stages.commands.fit_simulator FILE` fits
them again and prints how like real rows the simulated ones are. Where they are not:

- Each variable is drawn given four or five others at most, so dependence of a higher order is lost.
- Race has two levels (White, not White), since the published CA rows have no more; so has marriage.
- A few rows are implausible: smoothing lets combinations through that nobody has.
- CA's rows above $50,000 that are not White are a tenth short in the published file; those there
  count for them.
- Gradient boosting still tells simulated from real rows, with an AUC of .55; gaps between CA and
  the other states differ from the real ones by up to a point.
"""

from stages.data.simulator.simulator import Simulator, load_simulator

__all__ = ["Simulator", "load_simulator"]
