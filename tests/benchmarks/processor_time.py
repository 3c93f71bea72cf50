"""How long work takes a processor: other work on the machine hardly shows."""

import time


def seconds(work, repeats=5):
    """Return the processor seconds of the quickest of some runs."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)
