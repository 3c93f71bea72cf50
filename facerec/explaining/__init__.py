"""Why a method names a face as it does, and what it sees of it."""
