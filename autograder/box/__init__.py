"""The sandbox: gives the session kernels in which strangers' code runs. Processes and sockets live here and nowhere else.

`bubblewrap` and `environment` are the outer wall, `nursery` the process inside it that forks a kernel per notebook,
`kernel` the trusted end of each; `inside` is what runs below the boundary, and imports nothing of ours.
"""

from autograder.box.nursery import Nursery

__all__ = ["Nursery"]
