"""The whole chain: picture -> named faces.

A `FaceRecognizer` is immutable: `update`, `enrol`, `forget` and the changes of the threshold return a new one, so one
object can serve every session at once, and whoever holds the old one never sees half a change.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from facerec.datasets import Dataset, clean_name
from facerec.datasets.grouping import Grouping
from facerec.detection import Box, Crop, Detection
from facerec.errors import BadParameter, CannotUpdate, ModelError, TooFewPeople, UnknownPerson
from facerec.images import Picture
from facerec.matching import OpenSet, can, describe, forget, learn_more, person_distances, refitted
from facerec.matching.answers import UNKNOWN, Match, Neighbour, doubt, mark_repeated
from facerec.matching.gallery import Gallery
from facerec.progress import Progress, silent
from facerec.recipes import DEFAULT_RECIPE
from facerec.training import Method, Training, check_names, check_request, learn


@dataclass(frozen=True, eq=False)
class FaceRecognizer:
    """Names the faces in pictures, or says `unknown`.

    Made by `FaceRecognizer.fit` or, from a file, by `facerec.storage.load`; never changed afterwards.

    Attributes
    ----------
    pipeline : Pipeline
        Fitted scikit-learn pipeline, faces to names; the last step is the classifier.
    crop : Crop
        How pictures become faces, decided at training.
    open_set : OpenSet
        Threshold, probability and the rates measured on held-out people.
    gallery : Gallery
    training : Training
    """

    pipeline: Pipeline
    crop: Crop
    open_set: OpenSet
    gallery: Gallery
    training: Training

    @classmethod
    def fit(
        cls,
        dataset: Dataset,
        *,
        recipe: str | Pipeline = DEFAULT_RECIPE,
        parameters: dict[str, Any] | None = None,
        crop: Crop | None = None,
        fpir: float = 0.01,
        folds: int = 10,
        seed: int = 0,
        keep_faces: bool = True,
        grouping: Grouping | None = None,
        progress: Progress = silent,
    ) -> FaceRecognizer:
        """Learn people from their faces, and a threshold from holding some of them out.

        Parameters
        ----------
        dataset : Dataset
            At least two people.
        recipe : str or Pipeline, default=DEFAULT_RECIPE
            A name of `facerec.recipes.RECIPES`, "auto" to let `facerec.auto_recipe` choose one, or an unfitted pipeline
            that ends in a classifier. The faces must be in colour where the recipe's `colour` says so.
        parameters : dict, optional
            For the recipe, by name; of a pipeline of your own, what the model is to say that it was made from.
        crop : Crop, optional
            The rule by which the data set's faces were cut; the default says that pictures are faces already.
        fpir : float in (0, 1), default=0.01
            Of all searches with a stranger's picture, the share that may return a name.
        folds : int, default=10
            Two or more, for the share of known people named rightly; at most the fewest pictures a person.
        seed : int in [0, 2**32), default=0
            Same seed, same numbers.
        keep_faces : bool, default=True
            Keep the training faces, to show why a name was given and to train again without a person.
        grouping : Grouping, optional
            Pictures that cross-validation keeps in one fold; by default near-duplicates and the shots of a burst.
        progress : Progress
            Told how far the training is; may raise to stop it.

        Raises
        ------
        TooFewPeople, BadParameter, UnknownRecipe
        WeightsMissing
            When the recipe uses a pretrained network whose file is not here; before any work is done.
        ModelError
            When the faces do not allow what the recipe does, e.g. where all people look the same.
        """
        started = time.perf_counter()
        crop = crop or Crop(rule="none", size=dataset.faces.shape[1:3], colour=dataset.faces.ndim == 4)
        check_request(dataset, crop, fpir, folds, seed)
        method = Method.of(recipe, parameters or {}, crop)
        grouping = grouping or Grouping.found(
            dataset.faces, dataset.names, attributes=dataset.attributes, progress=progress
        )
        held_out, pipeline = learn(method.pipeline, dataset, grouping, folds, seed, progress)
        training = Training(
            **method.said,
            folds=folds,
            seed=seed,
            digest=dataset.digest,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=time.perf_counter() - started,
            grouped=grouping.pictures,
            sessions=grouping.sessions,
        )
        gallery = Gallery(dataset.names, dataset.sources, dataset.faces if keep_faces else None)
        return cls(pipeline, crop, OpenSet.from_held_out(held_out, fpir=fpir), gallery, training)

    # Asking

    def recognize(
        self, picture: Picture, *, threshold: float | None = None, n_neighbors: int = 3, each_once: bool = True
    ) -> list[Match]:
        """Find the faces in a picture and name them.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        threshold : float, optional
            Instead of the recognizer's own.
        n_neighbors : int, default=3
            How many training pictures to show for each face.
        each_once : bool, default=True
            Mark all but the most probable face of a name as `already_named`; not for mirrors and collages.

        Returns
        -------
        list of Match
            One for each face found, by position; empty where there is none.
        """
        found = self.crop.faces(picture)
        return self.identify_found(found, threshold=threshold, n_neighbors=n_neighbors, each_once=each_once)

    def identify_found(
        self,
        found: Sequence[tuple[Detection, NDArray[np.uint8]]],
        *,
        threshold: float | None = None,
        n_neighbors: int = 3,
        each_once: bool = True,
    ) -> list[Match]:
        """Name the faces that `Crop.faces` found in one picture, in their order; otherwise as `recognize`."""
        if not found:
            return []
        faces = np.stack([face for _, face in found])
        boxes = [detection.box for detection, _ in found]
        matches = self.identify(faces, boxes, threshold=threshold, n_neighbors=n_neighbors)
        turns = (detection.turned for detection, _ in found)
        matches = [replace(match, turned=turn) for match, turn in zip(matches, turns, strict=True)]
        return mark_repeated(matches) if each_once else matches

    def identify(
        self,
        faces: NDArray[np.uint8],
        boxes: Sequence[Box] | None = None,
        *,
        threshold: float | None = None,
        n_neighbors: int = 3,
    ) -> list[Match]:
        """Name faces that are already cut as at training.

        Parameters
        ----------
        faces : ndarray of shape (n_faces, height, width) or, in colour, (n_faces, height, width, 3), uint8
        boxes : sequence of Box, optional
            Where the faces were; the whole face where not given.
        threshold, n_neighbors
            As in `recognize`.

        Returns
        -------
        list of Match
            In the order of the faces.
        """
        limit = self.open_set.threshold if threshold is None else threshold
        height, width = faces.shape[1:3]
        boxes = boxes if boxes is not None else [Box(0, 0, width, height)] * len(faces)
        features = describe(self.pipeline, faces)
        distances = person_distances(self._classifier, features)
        nearest = distances.argmin(axis=1)
        best = distances[np.arange(len(faces)), nearest]
        probabilities = self.open_set.stated_probabilities(best)
        neighbours = self._neighbours(features, n_neighbors)
        matches = []
        for row, box in enumerate(boxes):
            name, known = str(self._classifier.classes_[nearest[row]]), bool(best[row] <= limit)
            shown = name if known else UNKNOWN
            match = Match(box, shown, known, float(best[row]), probabilities[row], name, neighbours[row])
            note = doubt(match, limit, self.open_set.threshold, self.open_set.stranger_share)
            matches.append(replace(match, note=note))
        return matches

    def _neighbours(self, features: NDArray[np.float32], n_neighbors: int) -> list[tuple[Neighbour, ...]]:
        if n_neighbors < 1 or not can(self._classifier, "neighbours"):
            return [()] * len(features)
        n_neighbors = min(n_neighbors, len(self.gallery.names))
        names, sources = self.gallery.names, self.gallery.sources
        return [
            tuple(
                Neighbour(str(names[index]), float(distance), sources[index], int(index))
                for distance, index in zip(row_distances, row_indices, strict=True)
            )
            for row_distances, row_indices in zip(*self._classifier.kneighbors(features, n_neighbors), strict=True)
        ]

    @property
    def _classifier(self) -> Any:
        return self.pipeline.steps[-1][1]

    @property
    def people(self) -> list[str]:
        """Names of the people it knows, sorted."""
        return list(self.gallery.counts)

    # Changing: every change is a new recognizer

    def update(self, name: str, pictures: Iterable[Picture], sources: Sequence[str] = ()) -> FaceRecognizer:
        """Return a recognizer that also knows these pictures of a person, new or known.

        Nothing is trained again: the features stay those that were learned before, which is quick, but less accurate
        than training anew with everybody. The rates are estimated anew for the larger gallery and marked as stale.

        Raises
        ------
        NoFaceFound
            Where the crop rule looks for a face and a picture has none.
        BadParameter
            For no picture, or a name that nobody can have.
        CannotUpdate
            When the classifier can neither take in samples nor be refitted.
        """
        faces = [self.crop.face(picture) for picture in pictures]
        return self.enrol(name, np.stack(faces) if faces else np.empty((0, *self.crop.shape), np.uint8), sources)

    def enrol(self, name: str, faces: NDArray[np.uint8], sources: Sequence[str] = ()) -> FaceRecognizer:
        """Return a recognizer that also knows these faces, cut as at training; otherwise as `update`."""
        name = clean_name(name)
        check_names([name])
        if not len(faces):
            raise BadParameter(f"There is no picture of {name!r}; give one or more.")
        sources = tuple(sources) or tuple(f"added {number}" for number in range(1, len(faces) + 1))
        gallery = self.gallery.with_faces(name, faces, sources)
        grows = can(self.pipeline, "partial_fit")
        pipeline = learn_more(self.pipeline, faces, [name] * len(faces)) if grows else self._refitted(gallery)
        before = person_distances(self.pipeline, faces)
        open_set = self.open_set.after_update(name, before, [str(person) for person in self.pipeline.classes_])
        return replace(self, pipeline=pipeline, gallery=gallery, open_set=open_set)

    def forget(self, name: str) -> FaceRecognizer:
        """Return a recognizer that holds neither the name, nor the features, nor the faces of a person.

        A projection that was learned with the person's pictures keeps their influence; `retrain` removes that, too.

        Raises
        ------
        UnknownPerson, TooFewPeople, CannotUpdate
        """
        name = name if name in self.gallery.counts else clean_name(name)
        if name not in self.gallery.counts:
            raise UnknownPerson(f"Nobody here is called {name!r}; the people are {', '.join(self.people)}.")
        if len(self.people) <= 2:
            raise TooFewPeople("A recognizer needs two people; delete the whole model instead.")
        gallery = self.gallery.without(name)
        pipeline = forget(self.pipeline, name) if can(self.pipeline, "forget") else self._refitted(gallery)
        return replace(self, pipeline=pipeline, gallery=gallery, open_set=self.open_set.after_forget(name))

    def retrain(self, *, progress: Progress = silent) -> FaceRecognizer:
        """Return a recognizer trained anew, on the stored faces of the people it knows now.

        People who were given as strangers do not count any more, and `OpenSet.note` says so: a model stores no faces of
        people who are not enrolled.

        Raises
        ------
        CannotUpdate
            When it was told to keep no faces.
        """
        if self.gallery.faces is None:
            raise CannotUpdate("The model keeps no pictures to train again with; train from the pictures themselves.")
        dataset = Dataset(self.gallery.faces, self.gallery.names, self.gallery.sources, ())
        trained = FaceRecognizer.fit(
            dataset,
            recipe=clone(self.pipeline) if self.training.recipe == "custom" else self.training.recipe,
            parameters=self.training.parameters,
            crop=self.crop,
            fpir=self.open_set.target,
            folds=self.training.folds,
            seed=self.training.seed,
            progress=progress,
        )
        said = replace(trained.training, requested=self.training.requested, choice=self.training.choice)
        return replace(trained, training=said, open_set=trained.open_set.succeeding(self.open_set))

    def at_fpir(self, fpir: float) -> FaceRecognizer:
        """Return a recognizer with the threshold for another target FPIR; nothing is trained again."""
        return replace(self, open_set=self.open_set.at_fpir(fpir))

    def for_strangers(self, share: float) -> FaceRecognizer:
        """Return a recognizer whose probabilities are for another share of strangers among all searches."""
        return replace(self, open_set=self.open_set.with_stranger_share(share))

    def finding_faces(self, detector: str | None = None) -> FaceRecognizer:
        """Return a recognizer that looks for the faces in a picture first, whatever its crop rule was at training.

        Parameters
        ----------
        detector : str, optional
            Who looks for them; by default the one of the training.

        Raises
        ------
        BadParameter
            For a name that no detector has.
        """
        return replace(self, crop=self.crop.detecting(detector))

    def _refitted(self, gallery: Gallery) -> Pipeline:
        """Fit a classifier that cannot be changed in place anew, on the features of all faces."""
        if gallery.faces is None:
            raise CannotUpdate(
                f"{type(self._classifier).__name__} is fitted on all faces at once, and this model keeps none; train"
                " it again from the pictures themselves."
            )
        try:
            pipeline: Pipeline = refitted(self.pipeline, gallery.faces, gallery.names)
        except (ValueError, ArithmeticError, LookupError) as error:  # what estimators raise for such data
            raise ModelError(f"The classifier cannot be fitted on these faces: {error}") from error
        return pipeline
