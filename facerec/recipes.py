"""The methods people choose from: each a pipeline from faces to names, by name, with the parameters worth turning.

The defaults are the same for every data set. They were chosen on AT&T (whole and shaken by some degrees and pixels) and
on the synthetic sample people (cropped by their eyes with some error, and by the detector's box): what did well on all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sklearn.base import clone
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union
from sklearn.svm import SVC

from facerec import zoo
from facerec.errors import UnknownRecipe
from facerec.features import (
    HOG,
    DiscriminantEmphasis,
    Eigenfaces,
    Embedding,
    Fisherfaces,
    Gabor,
    LBPHistograms,
    Pixels,
    Resize,
    TanTriggs,
)
from facerec.matching import NearestNeighbor, ScoreFusion
from facerec.parameters import Parameter, filled
from facerec.recipe_parameters import COMPONENTS, NETWORK, OUTER, SHRINKAGE, Pretrained, cells_a_side, radius_around


@dataclass(frozen=True)
class Recipe:
    """One method.

    Attributes
    ----------
    title, sentence : str
        What it is called, and how it works in words for a teacher.
    build : callable
        From its parameters, by name, to an unfitted Pipeline whose last step is the classifier.
    parameters : tuple of Parameter or Pretrained
    colour : bool
        Whether it takes colour faces, aligned by five points, instead of grey ones.
    """

    title: str
    sentence: str
    build: Callable[..., Pipeline]
    parameters: tuple[Parameter | Pretrained, ...] = ()
    colour: bool = False


def find_recipe(name: str) -> Recipe:
    """Return a recipe by name.

    Raises
    ------
    UnknownRecipe
        For any other name; lists the names.
    """
    if name not in RECIPES:
        raise UnknownRecipe(f"There is no recipe {name!r}; choose one of {', '.join(RECIPES)}.")
    return RECIPES[name]


def build(name: str, **parameters: Any) -> Pipeline:
    """Make the pipeline of a recipe.

    Parameters
    ----------
    name : str
        A name in `RECIPES`.
    **parameters
        Those of the recipe's own that are not to have their default.

    Returns
    -------
    Pipeline
        Unfitted; takes faces (n, height, width), or (n, height, width, 3) where the recipe's `colour` says so. Its last
        step is the classifier.

    Raises
    ------
    UnknownRecipe
        For any other name; lists the names.
    BadParameter
        For a parameter that the recipe does not have, or a value out of range.
    WeightsMissing
        When the recipe uses a pretrained network whose file is not here.
    """
    recipe = find_recipe(name)
    return recipe.build(**filled(f"recipe {name}", recipe.parameters, parameters))


def defaults(name: str) -> dict[str, float | str]:
    """Return the parameters of a recipe that nobody has changed, by name."""
    return {parameter.name: parameter.default for parameter in find_recipe(name).parameters}


def _nearest_pixels() -> Pipeline:
    return make_pipeline(Pixels(), NearestNeighbor())


def _eigenfaces(n_components: int) -> Pipeline:
    return make_pipeline(Eigenfaces(n_components), NearestNeighbor())


def _fisherfaces(*steps: Any, shrinkage: float) -> Pipeline:
    """Compare by the normalised Euclidean distance.

    Of N people there are N - 1 Fisherfaces. An angle in so few dimensions tells no stranger from a person: with three
    people of AT&T, five pictures each, an FPIR of 1 % left a DIR of 8 % by cosine and 86 % by this distance, with 30
    people 96 % by both (docs/benchmarks/small-groups.md).
    """
    return make_pipeline(*steps, Fisherfaces(shrinkage=shrinkage), NearestNeighbor(metric="normalized_euclidean"))


def _tantriggs_fisherfaces(outer: float, shrinkage: float) -> Pipeline:
    return _fisherfaces(TanTriggs(sigma0=outer / 3, sigma1=outer), shrinkage=shrinkage)


def _lbph(radius: int, cells: int) -> Pipeline:
    # as in the paper, but for overexposed pixels
    histograms = LBPHistograms(radius=radius, grid=(cells, cells), uniform=True, count_flat=False)
    return make_pipeline(histograms, NearestNeighbor(metric="chi_square"))


def _lbp_fisherfaces(radius: int, cells: int, shrinkage: float) -> Pipeline:
    histograms = LBPHistograms(radius=radius, grid=(cells, cells), uniform=True, square_root=True)
    return _fisherfaces(histograms, shrinkage=shrinkage)


def _lpq_fisherfaces(radius: int, cells: int, shrinkage: float) -> Pipeline:
    histograms = LBPHistograms("lpq", radius=radius, grid=(cells, cells), square_root=True)
    return _fisherfaces(histograms, shrinkage=shrinkage)


def _multiscale_lpq(shrinkage: float) -> Pipeline:
    members = []
    for name, radius, cells in (("fine", 3, 4), ("coarse", 5, 6)):
        histograms = LBPHistograms("lpq", radius=radius, grid=(cells, cells), square_root=True)
        emphasis = DiscriminantEmphasis(shrinkage=shrinkage)
        members.append((name, make_pipeline(histograms, emphasis, NearestNeighbor(metric="scaled_euclidean"))))
    return make_pipeline(ScoreFusion(members, standardize=False))


def _mirrored_patterns(cells: int) -> FeatureUnion:
    """Describe a face and its mirror image by three kinds of patterns in cells that overlap.

    Chosen on photographs of 30 people and on AT&T; docs/benchmarks/recipes.md has what else was tried.
    """
    blank = LBPHistograms(grid=(cells, cells), square_root=True, overlap=True, mirrored=True)
    kinds = (("lpq", 3), ("lpq", 5), ("extended", 4))
    return make_union(
        *(clone(blank).set_params(descriptor=name, radius=radius, uniform=name == "extended") for name, radius in kinds)
    )


def _mirror_patterns(cells: int, shrinkage: float) -> Pipeline:
    emphasis = DiscriminantEmphasis(emphasis=4.0, shrinkage=shrinkage)
    return make_pipeline(_mirrored_patterns(cells), emphasis, NearestNeighbor(metric="scaled_euclidean"))


def _mirror_fisherfaces(cells: int, shrinkage: float) -> Pipeline:
    fisherfaces = Fisherfaces(shrinkage=shrinkage, whiten=True)
    return make_pipeline(_mirrored_patterns(cells), fisherfaces, NearestNeighbor(metric="normalized_euclidean"))


def _gabor_fisherfaces(cells: int, shrinkage: float) -> Pipeline:
    return _fisherfaces(Resize((56, 46)), Gabor(grid=(cells, cells)), shrinkage=shrinkage)


def _hog_svm(cells: int) -> Pipeline:
    return make_pipeline(HOG(grid=(cells, cells)), SVC(kernel="linear", decision_function_shape="ovo"))


def _fusion(shrinkage: float) -> Pipeline:
    members = [
        ("lpq", build("lpq-fisherfaces", shrinkage=shrinkage)),
        ("hog", _fisherfaces(HOG(), shrinkage=shrinkage)),
        ("gabor", build("gabor-fisherfaces", shrinkage=shrinkage)),
    ]
    return make_pipeline(ScoreFusion(members, standardize=False))  # all compare by one metric without a unit


def _embedding(model: str) -> Pipeline:
    zoo.path(model)  # without its file nothing can begin: say so before any work is done
    return make_pipeline(Embedding(model), NearestNeighbor(metric="cosine"))


# The simplest first.
RECIPES: dict[str, Recipe] = {
    "pixels": Recipe(
        "Pixels", "The nearest training picture, pixel by pixel: what every other method has to beat.", _nearest_pixels
    ),
    "eigenfaces": Recipe(
        "Eigenfaces",
        "Each face as a mix of the few faces that explain most differences; the nearest mix names it.",
        _eigenfaces,
        (COMPONENTS,),
    ),
    "fisherfaces": Recipe(
        "Fisherfaces",
        "Like Eigenfaces, but of the differences between people, not those between pictures of one person.",
        _fisherfaces,
        (SHRINKAGE,),
    ),
    "tantriggs-fisherfaces": Recipe(
        "Fisherfaces without light",
        "Takes uneven light off the faces first; for well-aligned faces in changing light.",
        _tantriggs_fisherfaces,
        (OUTER, SHRINKAGE),
    ),
    "lbph": Recipe(
        "LBP histograms",
        "Counts small patterns of brighter and darker neighbours in each part of the face.",
        _lbph,
        (radius_around(2), cells_a_side(6)),
    ),
    "lbp-fisherfaces": Recipe(
        "LBP Fisherfaces",
        "Counts patterns as LBP histograms do, and learns which counts tell people apart.",
        _lbp_fisherfaces,
        (radius_around(2), cells_a_side(6), SHRINKAGE),
    ),
    "lpq-fisherfaces": Recipe(
        "LPQ Fisherfaces",
        "Counts patterns of local waves, which blur leaves as they are, and learns which counts tell people apart.",
        _lpq_fisherfaces,
        (radius_around(3), cells_a_side(4), SHRINKAGE),
    ),
    "multiscale-lpq": Recipe(
        "Multiscale LPQ",
        "Counts patterns of fine and of coarse local waves, and emphasises which counts tell people apart without"
        " dropping the others: for few people, and for photographs.",
        _multiscale_lpq,
        (SHRINKAGE,),
    ),
    "mirror-patterns": Recipe(
        "Mirror patterns",
        "Counts fine and coarse patterns in overlapping parts of a face and of its mirror image, and emphasises which"
        " counts tell people apart without dropping the others: for few people and many, faces and photographs.",
        _mirror_patterns,
        (cells_a_side(5), replace(SHRINKAGE, default=0.05)),
    ),
    "mirror-fisherfaces": Recipe(
        "Mirror Fisherfaces",
        "Counts fine and coarse patterns in overlapping parts of a face and of its mirror image, and learns which"
        " counts tell people apart: for photographs of many people.",
        _mirror_fisherfaces,
        (cells_a_side(8), replace(SHRINKAGE, default=0.05)),
    ),
    "gabor-fisherfaces": Recipe(
        "Gabor Fisherfaces",
        "Measures ripples of five sizes and eight directions, and learns which of them tell people apart.",
        _gabor_fisherfaces,
        (cells_a_side(8), SHRINKAGE),
    ),
    "hog-svm": Recipe(
        "HOG and SVM",
        "Counts the directions of edges, and finds the widest margins between people.",
        _hog_svm,
        (cells_a_side(7),),
    ),
    "fusion": Recipe(
        "Fusion",
        "Asks three methods (patterns, edges, ripples) and sums their distances: the safest names, the longest wait.",
        _fusion,
        (SHRINKAGE,),
    ),
    "embedding": Recipe(
        "Deep embedding",
        "A neural network that has learned from very many other people says how alike two faces are: it tells people"
        " apart by a single picture, and takes in new ones without training. Its file has to be there or be fetched.",
        _embedding,
        (NETWORK,),
        colour=True,
    ),
}

AUTO = "auto"
"""Name of the automatic choice, see `facerec.auto_recipe`; no recipe has it."""

AUTO_TITLE = "Automatic"
AUTO_SENTENCE = (
    "Takes a deep embedding where its network and the detector YuNet are installed, else the best recipe without a"
    " download."
)

DEFAULT_RECIPE = AUTO
