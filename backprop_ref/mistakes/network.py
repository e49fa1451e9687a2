"""The reference of the network: forward computation, deltas, gradients, batches."""

from __future__ import annotations

from backprop_ref.mistakes.catalogue import reference
from backprop_ref.mistakes.network_backward import HIDDEN, OUTPUT
from backprop_ref.mistakes.network_batch import BATCH, WEIGHTS
from backprop_ref.mistakes.network_forward import FORWARD
from backprop_ref.network import STEPS

NETWORK = reference("network", STEPS, FORWARD | OUTPUT | HIDDEN | WEIGHTS | BATCH)
