"""The automatic choice of a recipe, made before any score is seen, so that the figures of a training stay honest."""

from __future__ import annotations

from dataclasses import dataclass

from facerec import zoo
from facerec.recipe_parameters import NETWORK
from facerec.recipes import AUTO, AUTO_TITLE, find_recipe

_CLASSICAL = "mirror-patterns"
_FIVE_POINTS = "yunet"  # the detector whose faces can be aligned as embeddings want them
_ENOUGH = 0.8  # rank-1 rate from which a classical recipe does without an embedding


@dataclass(frozen=True)
class Automatic:
    """A recipe that was chosen automatically.

    Attributes
    ----------
    recipe : str
        A name of `facerec.recipes.RECIPES`.
    reason : str
        Why this one, in a sentence.
    """

    recipe: str
    reason: str


def choose(*, colour: bool) -> Automatic:
    """Choose a recipe for faces that are already cut.

    Parameters
    ----------
    colour : bool
        Whether the faces are colour faces, aligned by five points.

    Notes
    -----
    The choice depends on nothing that is measured on the people, and so on no fold: one classical recipe was at least
    as good as the others from 3 to 30 people and from 1 to 9 pictures each, see docs/benchmarks/small-groups.md.
    """
    if colour:
        title = zoo.weights(NETWORK.default).title
        return Automatic("embedding", f"Its network {title} is installed, and needs only one picture of each person.")
    return Automatic(_CLASSICAL, "It needs no download, and suits few people and many, cropped faces and photographs.")


def takes_colour(recipe: str, *, crop: str = "auto", size: object = None, detector: str | None = None) -> bool:
    """Say whether a recipe takes colour faces, aligned by five points; the automatic one where an embedding is ready.

    Parameters
    ----------
    recipe : str
        A name of `facerec.recipes.RECIPES`, or "auto".
    crop, size, detector
        As of `facerec.detection.decide_crop`. Where pictures are to be taken for faces, faces are to have another size
        than networks take, or a detector without five points is named, the automatic choice is a grey recipe.

    Raises
    ------
    UnknownRecipe
    """
    if recipe != AUTO:
        return find_recipe(recipe).colour
    free = crop != "none" and size is None and detector in (None, _FIVE_POINTS)
    return free and zoo.is_here(_FIVE_POINTS) and zoo.is_here(NETWORK.default)


def advice(recipe: str, rank1: float | None) -> str:
    """Say what would do better than a classical recipe that names few; empty where nothing is to be said.

    Parameters
    ----------
    recipe : str
        That the model was trained with.
    rank1 : float or None
        Its measured rank-1 identification rate.
    """
    if rank1 is None or rank1 >= _ENOUGH or recipe == "custom" or find_recipe(recipe).colour:
        return ""
    networks = [_FIVE_POINTS, NETWORK.default]
    missing = [name for name in networks if not zoo.is_here(name)]
    named = f"This recipe names only {100 * rank1:.0f} % of held-out pictures rightly; an embedding would do better."
    if not missing:
        return f"{named} Train with --recipe embedding (on the screen: Deep embedding)."
    command = f"python -m facerec zoo fetch {' '.join(missing)}"
    return f"{named} Download it by `{command}`, then train again with the recipe auto (on the screen: {AUTO_TITLE})."
