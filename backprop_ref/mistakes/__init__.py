"""The known mistakes as switches in the reference: what students really write, one entry each.

A `Reference` holds a table of right functions (`backprop_ref.steps.Steps`) and the mistakes known in it; switching one
on gives the table in which every function that would show the mistake shows it. Several entries with one number are
several ways to make one mistake. The modules hold the wrong steps; what is said of them stands in the TOML files.
"""

from __future__ import annotations

from backprop_ref.mistakes.activations import ACTIVATIONS
from backprop_ref.mistakes.differentiability import DIFFERENTIABILITY
from backprop_ref.mistakes.finite_differences import FINITE_DIFFERENCES
from backprop_ref.mistakes.graph_building import GRAPH_BUILDING
from backprop_ref.mistakes.graphs import GRAPHS
from backprop_ref.mistakes.matrix import MATRIX
from backprop_ref.mistakes.model import Mistake, Reference
from backprop_ref.mistakes.network import NETWORK
from backprop_ref.mistakes.operation_counts import COUNTS
from backprop_ref.mistakes.own_network import OWN_NETWORK
from backprop_ref.mistakes.poll import POLL
from backprop_ref.mistakes.training import TRAINING

__all__ = [
    "ACTIVATIONS",
    "COUNTS",
    "DIFFERENTIABILITY",
    "FINITE_DIFFERENCES",
    "GRAPHS",
    "GRAPH_BUILDING",
    "MATRIX",
    "NETWORK",
    "OWN_NETWORK",
    "POLL",
    "TRAINING",
    "Mistake",
    "Reference",
]
