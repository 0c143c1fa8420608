"""A simulator of census rows, fitted on the American Community Survey of 2018."""

from stages.data.simulator.simulator import Simulator, load_simulator
