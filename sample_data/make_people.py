"""Draw the sample people again.

    python sample_data/make_people.py                                   # the pictures in this folder, byte for byte
    python sample_data/make_people.py --people 100 --shots 20 --seed 7 --size 160 --out /tmp/people

Needs numpy, scipy and OpenCV; no detector, no weights, no download.
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sample_data.portraits.collection import NotOurFolder, make_collection  # noqa: E402  (the path has to be set first)

SHIPPED = {"people": 20, "shots": 10, "seed": 0, "size": 192}
LIMITS = {"people": (1, 1000), "shots": (1, 200), "seed": (0, 2**31 - 1), "size": (64, 1024)}
UNITS = {"people": "people", "shots": "shots of each person", "seed": "as the seed", "size": "pixels a side"}


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw people who do not exist.")
    parser.set_defaults(**SHIPPED)
    parser.add_argument("--people", type=int, help="how many people (default: %(default)s)")
    parser.add_argument("--shots", type=int, help="pictures of each (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="another seed, other people (default: %(default)s)")
    parser.add_argument("--size", type=int, help="pixels a side (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="folder to write to (default: the folder of this file)")
    return parser.parse_args(arguments)


def complaint(options: argparse.Namespace) -> str | None:
    """One sentence about the first number out of range, or about pictures that would be lost."""
    for name, (least, most) in LIMITS.items():
        value = getattr(options, name)
        if not least <= value <= most:
            return f"--{name} {value} is not possible: choose {least} to {most} {UNITS[name]}."
    if options.out is None and any(getattr(options, name) != value for name, value in SHIPPED.items()):
        return "Other people would replace those who come with facerec: say where to draw them, as in --out people."
    return None


def show_progress(name: str, done: int, total: int) -> None:
    end = "\r" if sys.stderr.isatty() and done < total else "\n"
    if sys.stderr.isatty() or done % 10 == 0 or done == total:
        print(f"{done:4d} of {total}  {name:<50}", end=end, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    problem, out = complaint(options), options.out or HERE
    if problem is None:
        try:
            make_collection(options.people, options.shots, options.seed, options.size, out, show_progress)
        except NotOurFolder as error:
            problem = f"{error}."
        except OSError as error:
            problem = f"Cannot write to {out}: {error.strerror or error}."
        except KeyboardInterrupt:
            print("\nStopped; the pictures drawn so far were not kept.", file=sys.stderr)
            return 130
    if problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
