"""What runs below the trust boundary. Standard library, numpy and IPython only; mounted alone into the sandbox.

`wire` is the one codec of both sides; `nursery` forks a process per notebook, `confine` takes its rights away, `shell`
runs its cells, `serve` answers the trusted side.
"""
