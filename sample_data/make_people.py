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

LIMITS = {"people": (1, 1000), "shots": (1, 200), "seed": (0, 2**31 - 1), "size": (64, 1024)}
UNITS = {"people": "people", "shots": "shots of each person", "seed": "as the seed", "size": "pixels a side"}


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw people who do not exist.")
    parser.add_argument("--people", type=int, default=20, help="how many people (default: %(default)s)")
    parser.add_argument("--shots", type=int, default=10, help="pictures of each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other people (default: %(default)s)")
    parser.add_argument("--size", type=int, default=192, help="pixels a side (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: the folder of this file)")
    return parser.parse_args(arguments)


def complaint(options: argparse.Namespace) -> str | None:
    """One sentence about the first number out of range."""
    for name, (least, most) in LIMITS.items():
        value = getattr(options, name)
        if not least <= value <= most:
            return f"--{name} {value} is not possible: choose {least} to {most} {UNITS[name]}."
    return None


def show_progress(name: str, done: int, total: int) -> None:
    end = "\r" if sys.stderr.isatty() and done < total else "\n"
    if sys.stderr.isatty() or done % 10 == 0 or done == total:
        print(f"{done:4d} of {total}  {name:<50}", end=end, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    problem = complaint(options)
    if problem is None:
        try:
            make_collection(options.people, options.shots, options.seed, options.size, options.out, show_progress)
        except NotOurFolder as error:
            problem = f"{error}."
        except OSError as error:
            problem = f"Cannot write to {options.out}: {error.strerror or error}."
        except KeyboardInterrupt:
            print("\nStopped; the pictures drawn so far were not kept.", file=sys.stderr)
            return 130
    if problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
