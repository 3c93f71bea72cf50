"""One comparison, two kinds of face, the same pictures."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from facerec.datasets import Dataset, Skipped
from facerec.errors import BadParameter, TooFewPeople
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.plans import Plan
from facerec.features import Embedding
from facerec.matching import NearestNeighbor

FILES = ("ada/1", "ada/2", "bob/1", "bob/2", "eve/1")
GREY = Contestant.of("pixels")
NETWORK = Contestant.own("network", make_pipeline(Embedding("any"), NearestNeighbor()))


def cut(files: tuple[str, ...], shape: tuple[int, ...], skipped: tuple[Skipped, ...] = ()) -> Dataset:
    faces = np.stack([np.full(shape, FILES.index(file), np.uint8) for file in files])
    return Dataset(faces, np.array([file.split("/")[0] for file in files]), files, skipped)


def test_only_pictures_that_both_cuts_have_stay_and_what_was_left_out_is_told_once() -> None:
    unreadable, faceless = Skipped("ada/3", "it is no picture"), Skipped("bob/1", "no face was found")
    grey = cut(FILES, (6, 5), (unreadable,))
    colour = cut(("ada/1", "ada/2", "bob/2", "eve/1"), (7, 7, 3), (unreadable, faceless))
    cuts = Cuts.shared(grey, colour)
    assert cuts.grey is not None
    assert cuts.colour is not None
    assert cuts.grey.sources == cuts.colour.sources == ("ada/1", "ada/2", "bob/2", "eve/1")
    assert cuts.grey.faces[:, 0, 0].tolist() == cuts.colour.faces[:, 0, 0, 0].tolist() == [0, 1, 3, 4]
    assert cuts.shown is cuts.grey
    assert set(cuts.shown.skipped) == {unreadable, faceless}
    assert len(cuts.shown.skipped) == 2


def test_every_contestant_gets_its_own_faces() -> None:
    cuts = Cuts(cut(FILES, (6, 5)), cut(FILES, (7, 7, 3)))
    assert cuts.of(GREY) is cuts.grey
    assert cuts.of(NETWORK) is cuts.colour
    assert len({cuts.digest, cuts.of(GREY).digest, cuts.of(NETWORK).digest}) == 3


def test_a_single_data_set_is_the_cut_that_it_is() -> None:
    grey, colour = cut(FILES, (6, 5)), cut(FILES, (7, 7, 3))
    assert Cuts.around(grey).grey is grey
    assert Cuts.around(colour).colour is colour
    assert Cuts.around(colour).digest == colour.digest
    with pytest.raises(BadParameter, match="network takes colour faces"):
        compare(grey, [NETWORK], Plan(folds=2))
    with pytest.raises(BadParameter, match="pixels takes grey faces"):
        compare(colour, [GREY], Plan(folds=2))


def test_cuts_of_other_pictures_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="same pictures"):
        Cuts(cut(FILES, (6, 5)), cut(FILES[1:], (7, 7, 3)))
    with pytest.raises(TooFewPeople, match="fewer than two"):
        Cuts.shared(cut(FILES, (6, 5)), cut(("ada/1", "ada/2"), (7, 7, 3)))
