"""Many submissions along the road: `worker` grades one in its own process, `executor` spreads them, `run` coordinates.

Only the coordinator writes: records first, then the gradebook. Killed at any moment, the next run takes up the records
that are there and ends in the same gradebook.
"""
