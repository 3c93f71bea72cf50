"""Invented people: all kinds occur, and nobody changes when more are asked for."""

import numpy as np

from sample_data.portraits.casting import MENS_STYLES, SKIN_TONES, WOMENS_STYLES, cast
from sample_data.portraits.names import folder_name


def test_twenty_people_show_everything_the_generator_knows() -> None:
    people = cast(20, 0)
    assert {person.female for person in people} == {True, False}
    assert {round(person.skin.melanin * 5) for person in people} == set(range(len(SKIN_TONES)))
    assert {person.hair.style for person in people} == {*WOMENS_STYLES, *MENS_STYLES}
    assert {person.beard.kind for person in people} == {"none", "stubble", "moustache", "goatee", "full"}
    ages = [person.age for person in people]
    assert min(ages) < 0.15
    assert max(ages) > 0.85
    assert 3 <= sum(person.glasses is not None for person in people) <= 12
    assert any(person.hair.grey for person in people)


def test_the_first_people_do_not_depend_on_how_many_follow() -> None:
    few, many = cast(5, 3), cast(60, 3)
    assert [person.name for person in few] == [person.name for person in many[:5]]
    assert [person.nose for person in few] == [person.nose for person in many[:5]]


def test_names_and_folders_are_unique_and_plain() -> None:
    names = [person.name for person in cast(300, 1)]
    folders = {folder_name(name) for name in names}
    assert len(set(names)) == len(folders) == 300
    assert all(folder.isascii() and folder.replace("-", "").isalpha() and folder.islower() for folder in folders)


def test_traits_are_correlated_as_in_people() -> None:
    people = cast(200, 5)
    men = np.array([not person.female for person in people])
    jaws = np.array([person.skull.jaw for person in people])
    assert jaws[men].mean() > jaws[~men].mean() + np.std(jaws[men])
    full = [(person.skull.fullness, person.skull.neck) for person in people if person.female]
    assert np.corrcoef(np.array(full).T)[0, 1] > 0.4
