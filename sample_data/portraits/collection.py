"""All pictures on disk: people, groups, a stranger, cats, the list of people and the truth.

Everything is drawn into a temporary folder and moved into place at the end, `truth.json` last: a folder without
that file is not finished.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2

from .backdrop import Picture
from .casting import cast
from .cats import CATS, take_cat
from .groups import take_group
from .identity import Person
from .names import folder_name
from .shots import plan_shot, take, truth_of

PIECES = ("people", "groups", "stranger", "cats", "people.csv", "truth.json")
"""What a collection consists of, in the order in which it is put in place."""
STRANGER_SHOTS = 4
QUALITY = 90
ACCEPTED = Path(__file__).parent.parent / "accepted_seeds.json"

Progress = Callable[[str, int, int], None]


class NotOurFolder(Exception):
    """The output folder holds files this program did not make, where its own would go."""


@dataclass
class Collection:
    """A collection being drawn into `folder`."""

    people: int
    shots: int
    seed: int
    size: int
    folder: Path
    progress: Progress
    pictures: dict[str, Any] = field(default_factory=dict)
    done: int = 0

    def draw(self) -> None:
        """Draw every picture and write the list of people and the truth."""
        *known, stranger = cast(self.people + 1, self.seed)
        attempts = accepted_attempts(self.seed)
        for person in known:
            self._draw_person(person, f"people/{folder_name(person.name)}", self.shots, attempts)
        self._draw_person(stranger, "stranger", min(STRANGER_SHOTS, self.shots), attempts)
        for number, members in enumerate(choose_groups(known, stranger), 1):
            picture, truth = take_group(members, self.seed, number, self.size * 35 // 16)
            self._save(f"groups/group-{number}.jpg", picture, {"people": truth, "stranger": stranger.name})
        for number, cat in enumerate(CATS, 1):
            picture, truth = take_cat(cat, self.size * 5 // 3)
            self._save(f"cats/cat-{number}.jpg", picture, truth)
        rows = [f"{person.name};people/{folder_name(person.name)}\n" for person in known]
        (self.folder / "people.csv").write_text("".join(rows), encoding="utf-8")
        self._write_truth()

    def _draw_person(self, person: Person, folder: str, shots: int, attempts: dict[str, list[int]]) -> None:
        tries = attempts.get(folder, [])
        for number in range(shots):
            shot = plan_shot(person, number, tries[number] if number < len(tries) else 0)
            picture, drawing = take(person, shot, self.size)
            self._save(f"{folder}/{number + 1:02d}.jpg", picture, truth_of(person, shot, drawing))

    def _save(self, name: str, picture: Picture, truth: dict[str, Any]) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if not written:
            raise OSError(f"{name} could not be encoded")
        path.write_bytes(data.tobytes())
        self.pictures[name] = truth
        self.done += 1
        total = self.people * self.shots + min(STRANGER_SHOTS, self.shots) + 2 + len(CATS)
        self.progress(name, self.done, total)

    def _write_truth(self) -> None:
        made = {"people": self.people, "shots": self.shots, "seed": self.seed, "size": self.size}
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(truth)}" for name, truth in self.pictures.items())
        text = f'{{"made_with": {json.dumps(made)},\n "pictures": {{\n{lines}\n}}}}\n'
        (self.folder / "truth.json").write_text(text, encoding="utf-8")


def choose_groups(known: list[Person], stranger: Person) -> list[list[Person]]:
    """Five and four of the people, women and men of all ages, with the stranger among them."""
    first = [known[i] for i in (1, 4, 7, 12, 15) if i < len(known)] or known[:1]
    second = [known[i] for i in (2, 5, 10, 17) if i < len(known)] or known[:1]
    return [[*first[:3], stranger, *first[3:]], [*second[:1], stranger, *second[1:]]]


def accepted_attempts(seed: int) -> dict[str, list[int]]:
    """Which attempt of each shot the detectors accepted when the sample was chosen; nothing for other seeds."""
    if not ACCEPTED.exists():
        return {}
    record = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    return record["attempts"] if record["seed"] == seed else {}


def make_collection(people: int, shots: int, seed: int, size: int, out: Path, progress: Progress) -> None:
    """Draw a whole collection and put it into `out`, replacing an earlier one.

    Raises
    ------
    NotOurFolder
        `out` has a file where the collection goes that no finished collection put there.
    OSError
        `out` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    foreign = foreign_files(out)
    if foreign:
        raise NotOurFolder(
            f"{out} has {foreign[0]}, which no finished collection put there, and drawing would delete it; "
            "move it away or choose another folder"
        )
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out))
    try:
        Collection(people, shots, seed, size, unfinished, progress).draw()
        _put_in_place(unfinished, out)
    finally:
        shutil.rmtree(unfinished)


def foreign_files(out: Path) -> list[str]:
    """What putting a collection into `out` would delete though no finished collection brought it, sorted.

    After a halt while pieces were moved there is no truth, so that is everything.
    """
    pieces = [out / piece for piece in PIECES if (out / piece).exists()]
    files = [path for piece in pieces for path in (piece, *piece.rglob("*")) if not path.is_dir()]
    return sorted({path.relative_to(out).as_posix() for path in files} - _drawn_before(out / "truth.json"))


def _drawn_before(truth: Path) -> set[str]:
    """Every file of the collection that `truth` tells about; none if it is not a truth of ours."""
    if not truth.is_file():
        return set()
    try:
        record = json.loads(truth.read_text(encoding="utf-8"))
    except ValueError:  # somebody else's file, which foreign_files then names
        return set()
    if not isinstance(record, dict) or "made_with" not in record:
        return set()
    return {*record["pictures"], "people.csv", "truth.json"}


def _put_in_place(finished: Path, out: Path) -> None:
    (out / "truth.json").unlink(missing_ok=True)
    for piece in PIECES:
        target = out / piece
        if target.is_dir():
            shutil.rmtree(target)
        (finished / piece).replace(target)
