"""From a folder that a stranger filled to cells in the master's order, within bounds at every step.

`submission` reads the folder, `notebook` a notebook's file, `choose` says which one is graded (`zipped` opens zips),
`recognise` finds the master's cells in it, `sanitise` restores them, `clean` and `pictures` see to what staff read.
"""
