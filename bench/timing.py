"""How long something takes, and how that is written."""

import time


def timed(function, *arguments):
    """Seconds, and what the function gave."""
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def seconds(number: float) -> str:
    return f"{number:.2f} s"


def milliseconds(number: float) -> str:
    return f"{number * 1000:.2f} ms"
