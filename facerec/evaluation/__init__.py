"""How well methods do, and how good the data are: pure functions on arrays."""
