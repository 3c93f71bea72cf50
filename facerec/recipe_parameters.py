"""Parameters that several recipes share, and the choice of a pretrained network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facerec import zoo
from facerec.errors import BadParameter
from facerec.parameters import Parameter


@dataclass(frozen=True)
class Pretrained:
    """A network of the zoo that a recipe uses, as a parameter; one's own ONNX files count.

    Attributes
    ----------
    name, title, sentence : str
        As of `Parameter`.
    task : str
        What the network does, as the zoo calls it.
    """

    name: str
    title: str
    sentence: str
    task: str

    @property
    def options(self) -> tuple[str, ...]:
        """The networks that can be chosen, by their names in the zoo; those whose files are here come first."""
        names = [name for name, known in zoo.registry().items() if known.task == self.task]
        return tuple(sorted(names, key=lambda name: not zoo.is_here(name)))

    @property
    def default(self) -> str:
        """The first network that is here; where none is, the first that can be fetched."""
        return self.options[0]

    def checked(self, value: Any) -> str:
        """Return the name of a network; its file may have to be fetched first.

        Raises
        ------
        BadParameter
        """
        if value not in self.options:
            raise BadParameter(f"{self.name} is {value!r}; it must be one of {', '.join(self.options)}.")
        return str(value)


def cells_a_side(default: int) -> Parameter:
    """Into how many cells a descriptor divides a face."""
    sentence = "A face is described in so many rows of so many cells: more cells see more, but shift less gracefully."
    return Parameter("cells", "Cells a side", sentence, default, 2, 12)


def radius_around(default: int) -> Parameter:
    """How far a descriptor looks."""
    sentence = "How far around a pixel its texture is looked at, in pixels."
    return Parameter("radius", "Radius", sentence, default, 1, 8)


COMPONENTS = Parameter(
    "n_components", "Eigenfaces", "How many are kept: fewer blur the faces, more keep their noise.", 80, 1, 400
)
SHRINKAGE = Parameter(
    "shrinkage",
    "Shrinkage",
    "How much to mistrust what a few pictures show of how a face changes: more for fewer pictures a person.",
    0.2,
    0.01,
    2.0,
)
OUTER = Parameter(
    "outer", "Coarsest detail", "What is blurrier than this many pixels counts as light and is removed.", 9.0, 2.0, 30.0
)

NETWORK = Pretrained(
    "model", "Network", "Faces that one network has described cannot be compared with those of another.", "embedding"
)
