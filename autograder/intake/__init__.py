"""From a folder that a stranger filled to cells in the master's order: `submission` reads, `sanitise` restores."""
