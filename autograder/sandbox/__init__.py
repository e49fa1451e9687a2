"""Sandboxed kernels: a nursery inside bubblewrap, one fork per notebook, one fork of that per hidden check.

`nursery.Nursery` makes them. Everything in `inside` runs beyond the trust boundary; all other modules here are trusted
and check what comes back.
"""
