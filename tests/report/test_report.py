"""What a report holds, against the comparison it was made from; and what hostile names can do in it: nothing."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from facerec import report
from facerec.datasets import Dataset
from facerec.errors import CannotWrite
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.report import Findings, files, words
from facerec.report import page as page_of
from facerec.report.drawings import drawings, robustness_drawings
from tests.report.conftest import HOSTILE

_LEADS_OUT = ("src", "href", "action", "data", "formaction", "poster", "srcset", "background")


class Elements(HTMLParser):
    """Every element and attribute that a browser would make of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def packed(findings: Findings) -> ZipFile:
    return ZipFile(BytesIO(report.archive(findings)))


@pytest.fixture(scope="module")
def page(packed: ZipFile) -> str:
    return packed.read("report/report.html").decode()


def rows(packed: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(packed.read(f"report/{name}").decode(), newline="")))


def test_the_page_runs_nothing_and_leads_nowhere(page: str) -> None:
    elements = Elements(page)
    assert not elements.tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base", "i"}
    leading = {value for name, value in elements.attributes if name in _LEADS_OUT}
    assert all(value.startswith(("#", "data:image/png;base64,")) for value in leading)
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    policy = next(value for _, value in elements.attributes if value.startswith("default-src"))
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy.split("; "))
    assert "script-src" not in policy
    assert not re.findall(r"url\((?!#)", page)
    assert not re.findall("@import", page)


def test_the_page_says_it_all(page: str, findings: Findings) -> None:
    text = " ".join(Elements(page).text.split())
    comparison = findings.comparison
    for said in (comparison.sentence, comparison.digest, comparison.machine, 'people = "</pre><script>"'):
        assert " ".join(said.split()) in text
    for method in comparison.methods:
        assert method.name in text
        assert f"{100 * method.predicted_fpir.value:.1f}" in text
    assert all(name in text for name in HOSTILE)  # in the drawings, too, whose letters are letters
    assert "<b>x.png" in text
    assert "is </style> not a picture" in text
    for title in ("Result", "Is the difference real?", "When pictures get worse", "What the words mean"):
        assert title in text
    assert "a gallery of 4 people" in text  # half of eight are strangers
    assert "failure to acquire" in text
    assert "python -m facerec compare facerec.toml --robustness" in text


def test_a_method_has_one_colour_in_all_figures(findings: Findings) -> None:
    for measured in (findings.robustness, findings.robustness[::-1]):
        figures = robustness_drawings(replace(findings, robustness=measured))
        drawn = [[result.name for result in figure.draw.args[0]] for figure in figures]
        assert drawn == [[method.name for method in findings.comparison.methods]] * 2


def test_what_a_classifier_cannot_compare_is_said(findings: Findings) -> None:
    neighbours, other = findings.comparison.methods
    vectors = replace(other, contestant=Contestant.of("hog-svm"))
    assert "Euclidean" not in " ".join(words.protocol(findings.comparison))
    said = " ".join(words.protocol(replace(findings.comparison, methods=(neighbours, vectors))))
    assert "The classifier of hog-svm cannot compare people whom it has not learned" in said


def test_identifiers_are_unique_in_the_page(page: str) -> None:
    identifiers = [value for name, value in Elements(page).attributes if name == "id"]
    assert len(identifiers) == len(set(identifiers)) > 10
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', page))
    assert used == set(identifiers)


def test_the_json_holds_names_as_they_are_and_every_setting(packed: ZipFile, findings: Findings) -> None:
    content = json.loads(packed.read("report/comparison.json"))
    comparison = findings.comparison
    assert [row["name"] for row in content["methods"]] == [method.name for method in comparison.methods]
    assert set(content["methods"][0]["recalls"]) == set(HOSTILE)
    predicted = content["methods"][0]["fpir_predicted"]
    assert predicted["value"] == comparison.methods[0].predicted_fpir.value
    assert (predicted["people"], predicted["pictures"]) == (4, 4)  # half of eight people, with four pictures each
    assert content["plan"]["folds"] == 2
    assert content["dataset"]["skipped"] == [{"file": "<b>x.png", "reason": "is </style> not a picture"}]
    assert content["dataset"]["notes"] == ["<i>train</i> and val were put together."]
    assert b"&lt;i&gt;train&lt;/i&gt; and val were put together." in packed.read("report/report.html")
    assert content["versions"]["numpy"] == np.__version__
    curve = content["robustness"][0]["rank1"]["blur"]
    assert [each["value"] for each in curve] == [rate.value for rate in findings.robustness[0].rank1["blur"]]
    assert len(content["perturbations"]["blur"]["amounts"]) == 5


def test_no_cell_is_a_formula(packed: ZipFile) -> None:
    tables = [name for name in packed.namelist() if name.endswith(".csv")]
    assert len(tables) == 7
    for name in tables:
        for row in csv.reader(StringIO(packed.read(name).decode(), newline="")):
            for cell in row:
                try:
                    float(cell)  # a negative number is none
                except ValueError:
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_rank_1_follows_from_the_scores_of_known_people(packed: ZipFile, findings: Findings) -> None:
    for number, method in enumerate(findings.comparison.methods, 1):
        name = next(each for each in packed.namelist() if f"scores/{number:02}" in each and each.endswith("-known.csv"))
        searches = rows(packed, name.removeprefix("report/"))
        assert np.mean([row["rank"] == "1" for row in searches]) == pytest.approx(method.rank1.value)
        right = [row["person"] == row["nearest_person"] for row in searches]
        assert np.mean(right) == pytest.approx(method.rank1.value)
        assert len(searches) == 32


def test_dir_and_fpir_follow_from_the_scores_with_strangers(packed: ZipFile, findings: Findings) -> None:
    for number, method in enumerate(findings.comparison.methods, 1):
        name = next(each for each in packed.namelist() if f"scores/{number:02}" in each and "open-set" in each)
        searches = rows(packed, name.removeprefix("report/"))
        inside = [float(row["distance"]) <= float(row["threshold"]) for row in searches]
        assert inside == [row["named"] == "1" for row in searches]
        strangers = [row["named"] == "1" for row in searches if row["kind"] == "stranger"]
        assert np.mean(strangers) == pytest.approx(method.fpir.value)
        known = [row for row in searches if row["kind"] == "known"]
        right = [row["named"] == "1" and row["person"] == row["nearest_person"] for row in known]
        assert np.mean(right) == pytest.approx(method.dir.value)


def test_mated_comparisons_are_those_of_one_person(packed: ZipFile, findings: Findings) -> None:
    name = next(each for each in packed.namelist() if each.endswith("-comparisons.csv"))
    comparisons = rows(packed, name.removeprefix("report/"))
    assert all((row["person"] == row["other_person"]) == (row["mated"] == "1") for row in comparisons)
    assert len(comparisons) == 6 * (16 * 15 // 2)  # every two of sixteen pictures, in each half of three halvings


def test_figures_open_and_are_drawn_in_letters(packed: ZipFile) -> None:
    names = [name for name in packed.namelist() if "/figures/" in name]
    assert {Path(name).stem for name in names if name.endswith(".png")} == {
        Path(name).stem for name in names if name.endswith(".svg")
    }
    assert {"det", "roc", "cmc", "open-set", "cost", "people", "robustness-blur-fnmr"} <= {
        Path(name).stem for name in names
    }
    for name in names:
        if name.endswith(".png"):
            assert min(Image.open(BytesIO(packed.read(name))).size) > 300
        else:
            assert b"<text" in packed.read(name)


@pytest.fixture
def few(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> Findings:
    """The same with two figures: drawing takes the longest."""
    for module in (files, page_of):
        monkeypatch.setattr(module, "drawings", lambda findings: drawings(findings)[:2])
    return replace(findings, robustness=())


def test_the_same_findings_give_the_same_zip(few: Findings) -> None:
    assert report.archive(few) == report.archive(few)


def test_a_folder_is_whole_or_as_it_was(few: Findings, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    report.write(folder, few)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    assert (folder / "report.html").read_text().lstrip().startswith("<!DOCTYPE html>")

    def stop(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report.write(folder, few, stop)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before
    report.write(folder, replace(few, plan=""))  # an earlier report is replaced as a whole
    assert not (folder / "facerec.toml").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("stranger", ["holiday.jpg", "figures/mine.txt", "scores/deep/x.csv"])
def test_what_is_no_report_is_never_replaced(findings: Findings, tmp_path: Path, stranger: str) -> None:
    path = tmp_path / "out" / stranger
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(CannotWrite, match=f"holds {stranger}, which no report does"):
        report.write(tmp_path / "out", findings)
    assert path.read_text() == "mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(CannotWrite, match="is a file"):
            report.check_folder(folder)


@pytest.mark.parametrize(("people", "pictures"), [(2, 1), (3, 1), (2, 2)])
def test_where_little_can_be_measured_the_report_says_so(people: int, pictures: int) -> None:
    rng = np.random.default_rng(0)
    faces = rng.integers(0, 256, (people * pictures, 16, 16)).astype(np.uint8)
    names = np.repeat([f"person {number}" for number in range(people)], pictures)
    dataset = Dataset(faces, names, tuple(f"{row}.png" for row in range(len(names))))
    comparison = compare(dataset, [Contestant.of("pixels")], Plan(folds=2, open_set=0.5))
    packed = ZipFile(BytesIO(report.archive(Findings(comparison, dataset))))
    text = Elements(packed.read("report/report.html").decode()).text
    assert "not measured" in text
    assert "there is no facerec.toml" in text
    assert "report/facerec.toml" not in packed.namelist()
    row = json.loads(packed.read("report/comparison.json"))["methods"][0]
    assert (row["rank1"]["value"] is None) == (pictures == 1)
