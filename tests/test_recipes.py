"""Every recipe builds, says what it allows, and names the AT&T faces as well as it should."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from facerec.detection import Crop
from facerec.errors import BadParameter, UnknownRecipe, WeightsMissing
from facerec.matching import METRICS, can, person_distances
from facerec.matching.once import done_once
from facerec.recipes import AUTO, DEFAULT_RECIPE, RECIPES, build, defaults

NAMES = [
    "pixels",
    "eigenfaces",
    "fisherfaces",
    "tantriggs-fisherfaces",
    "lbph",
    "lbp-fisherfaces",
    "lpq-fisherfaces",
    "multiscale-lpq",
    "mirror-patterns",
    "mirror-fisherfaces",
    "gabor-fisherfaces",
    "hog-svm",
    "fusion",
]


@pytest.fixture(scope="module")
def people():
    """Six people, four pictures each: their own texture, shifted and with noise."""
    rng = np.random.default_rng(0)
    own = np.kron(rng.uniform(60, 200, (6, 14, 12)), np.ones((4, 4)))
    shifted = np.stack([np.roll(face, rng.integers(-1, 2, 2), (0, 1)) for face in own for _ in range(4)])
    faces = np.clip(shifted + rng.normal(0, 4, shifted.shape), 0, 255).astype(np.uint8)
    return faces, np.repeat(["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn"], 4)


def test_the_table_has_the_promised_recipes():
    assert list(RECIPES) == [*NAMES, "embedding"]
    assert [name for name, recipe in RECIPES.items() if recipe.colour] == ["embedding"]
    assert DEFAULT_RECIPE == AUTO not in RECIPES
    assert all(recipe.title and recipe.sentence.endswith(".") for recipe in RECIPES.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_learns_people(people, name):
    faces, names = people
    fitted = build(name).fit(faces[::2], names[::2])
    assert (fitted.predict(faces[1::2]) == names[1::2]).all()
    assert person_distances(fitted, faces[1::2]).shape == (12, 6)
    assert can(fitted, "neighbours") == can(fitted, "forget") == (name != "hog-svm")


@pytest.mark.parametrize("name", NAMES)
def test_both_ends_of_every_parameter_work(people, name):
    faces, names = people
    for parameter in RECIPES[name].parameters:
        assert parameter.low < parameter.default < parameter.high or parameter.default in (parameter.low, 8)
        for value in (parameter.low, parameter.high):
            build(name, **{parameter.name: value}).fit(faces, names)


def test_a_parameter_reaches_its_step():
    assert build("eigenfaces", n_components=7).steps[0][1].n_components == 7
    assert build("lbph", cells=5, radius=2).steps[0][1].grid == (5, 5)
    members = dict(build("fusion", shrinkage=0.5).steps[-1][1].estimators)
    assert all(member.named_steps["fisherfaces"].shrinkage == 0.5 for member in members.values())


def test_unknown_names_and_values_are_refused_with_what_is_allowed():
    with pytest.raises(UnknownRecipe, match=r"'deep'.*lpq-fisherfaces"):
        build("deep")
    with pytest.raises(BadParameter, match=r"no parameter 'k'; it has n_components\."):
        build("eigenfaces", k=3)
    with pytest.raises(BadParameter, match=r"no parameter 'k'; it has none\."):
        build("pixels", k=3)
    for value in (0, 401, 3.5, "ten", True, None, float("nan")):
        with pytest.raises(BadParameter, match=r"n_components is .* a whole number from 1 to 400"):
            build("eigenfaces", n_components=value)
    assert build("eigenfaces", n_components=30.0).steps[0][1].n_components == 30


def test_embedding_takes_the_network_that_is_here_and_says_how_to_get_another(zoo_folder):
    assert defaults("embedding") == {"model": "mobileface-v2"}
    assert build("embedding").steps[0][1].model == "mobileface-v2"
    assert build("embedding", model="mobileface-v3").steps[0][1].model == "mobileface-v3"
    with pytest.raises(WeightsMissing, match=r"python -m facerec zoo fetch sface,"):
        build("embedding", model="sface")
    for wrong in ("yunet", "nobody's", 2):
        with pytest.raises(BadParameter, match=r"must be one of mobileface-v2, mobileface-v3, sface, sface-int8\."):
            build("embedding", model=wrong)
    (zoo_folder / "mobileface_id_v2.onnx").unlink()
    assert defaults("embedding") == {"model": "mobileface-v3"}


def test_without_any_network_embedding_means_sface():
    assert defaults("embedding") == {"model": "sface"}
    with pytest.raises(WeightsMissing, match=r"face_recognition_sface_2021dec\.onnx"):
        build("embedding")


def test_att_by_embedding(att, zoo_folder):
    faces, names = att
    cut = Crop("detect", (112, 112), "yunet", colour=True).face
    colour = np.stack([cut(np.repeat(face[..., None], 3, axis=2)) for face in faces])
    learner, features = done_once(build("embedding"), colour)
    distances = METRICS["cosine"](features, features)
    one_person, each_once = names[:, None] == names, np.triu(np.ones((400, 400), bool), 1)
    area = roc_auc_score(one_person[each_once], -distances[each_once])
    enrolled = [np.arange(400) % 10 == shot for shot in range(10)]
    rank1 = [
        (clone(learner).fit(features[one], names[one]).predict(features[~one]) == names[~one]).mean()
        for one in enrolled
    ]
    print(f"embedding: area under the ROC curve {area:.5f}, rank 1 with one picture enrolled {np.mean(rank1):.2%}")
    assert area >= 0.9995  # the same network through OpenCV's own alignCrop: 0.9997 and 99.4 %
    assert np.mean(rank1) >= 0.99


# Rank-1 on AT&T, in per cent: ten folds, and five pictures of each person against the other five. OpenCV's contrib
# module on these splits: Eigenfaces with 80 components 98.0 and 93.2, Fisherfaces 96.0 and 91.6, LBPH 98.25 and 95.0.
FIGURES = {
    "pixels": (97.0, 93.0),
    "eigenfaces": (97.5, 93.0),
    "fisherfaces": (99.0, 97.0),
    "tantriggs-fisherfaces": (97.0, 93.0),
    "lbph": (98.25, 94.8),
    "lbp-fisherfaces": (99.5, 98.3),
    "lpq-fisherfaces": (99.75, 99.4),
    "multiscale-lpq": (99.75, 99.2),
    "mirror-patterns": (99.75, 99.4),
    "mirror-fisherfaces": (99.75, 99.4),
    "gabor-fisherfaces": (99.75, 98.8),
    "hog-svm": (99.0, 97.0),
    "fusion": (99.75, 99.6),
}


def halves(names, seed):
    """Draw five of each person's ten pictures to learn from, the other five to ask about."""
    rng = np.random.default_rng(seed)
    shuffled = [rng.permutation(np.flatnonzero(names == name)) for name in dict.fromkeys(names)]
    return np.concatenate([rows[:5] for rows in shuffled]), np.concatenate([rows[5:] for rows in shuffled])


@pytest.mark.parametrize("name", NAMES)
def test_att(att, name):
    faces, names = att
    learner, features = done_once(build(name), faces)

    def rank1(splits):
        return 100 * np.mean(
            [
                np.mean(clone(learner).fit(features[learned], names[learned]).predict(features[asked]) == names[asked])
                for learned, asked in splits
            ]
        )

    tenfold = rank1(StratifiedKFold(10, shuffle=True, random_state=0).split(names, names))
    half = rank1([halves(names, seed) for seed in range(5)])
    print(f"{name}: {tenfold:.2f} / {half:.2f}")
    assert tenfold >= FIGURES[name][0]
    assert half >= FIGURES[name][1]


def test_three_people_are_told_from_strangers(att):
    """An angle between the two Fisherfaces of three people names 8 % where 1 % of strangers get a name."""
    faces, names = att
    learner, features = done_once(build("lpq-fisherfaces"), faces)
    genuine, strangers = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        fitted = clone(learner).fit(features[rows[:3, :5].ravel()], names[rows[:3, :5].ravel()])
        genuine.append(person_distances(fitted, features[rows[:3, 5:].ravel()]).min(axis=1))
        strangers.append(person_distances(fitted, features[rows[3:].ravel()]).min(axis=1))
    threshold = np.quantile(np.concatenate(strangers), 0.01)
    assert np.mean(np.concatenate(genuine) <= threshold) > 0.8


@pytest.mark.parametrize("recipe", ["fusion", "hog-svm"])
def test_scores_do_not_depend_on_the_number_of_people(att, recipe):
    """Below the 5 and 20 % quantiles of strangers' scores with 6 people lie as many of the scores with 7.

    One person more is one more chance to be near: 1 - 0.95 ** (7 / 6) is 5.8 %, 1 - 0.8 ** (7 / 6) is 22.9 %. Before,
    it was 9.5 and 28 % with fusion, 21 and 44 % with hog-svm.
    """
    faces, names = att
    learner, features = done_once(build(recipe), faces)
    six, seven = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        strangers = features[rows[7:, :2].ravel()]
        for n_people, scores in ((6, six), (7, seven)):
            train = rows[:n_people, :5].ravel()
            scores.append(person_distances(clone(learner).fit(features[train], names[train]), strangers).min(axis=1))
    below = [np.mean(np.concatenate(seven) <= np.quantile(np.concatenate(six), share)) for share in (0.05, 0.2)]
    assert below == pytest.approx([0.058, 0.229], rel=0.25)
