"""Figures as SVG that can stand in a page, many of them together."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_HREF = "{http://www.w3.org/1999/xlink}href"
_DROPPED = ("metadata", "style")


def inlined(svg: bytes, number: int, label: str) -> str:
    """Take a drawing of matplotlib's into a page.

    Parameters
    ----------
    svg : bytes
        A file of its own.
    number : int
        Of the figure in the page: identifiers begin with it, since two figures have the same ones.
    label : str
        For those who cannot see it.

    Returns
    -------
    str
        One element, as wide as its place, with the page's letters; nothing in it leads out of the page.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves, and what others wrote in it is escaped
    for parent in list(root.iter()):
        for child in [child for child in parent if _local(child.tag) in _DROPPED]:
            parent.remove(child)
    text = "".join(value for each in root.iter() for key, value in each.items() if key != "id")
    for each in root.iter():
        each.tag = _local(each.tag)
        each.tail = None
        _own(each, number, text)
    box = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib |= {"viewBox": box, "role": "img", "aria-label": label}
    return ElementTree.tostring(root, encoding="unicode")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _own(element: ElementTree.Element, number: int, references: str) -> None:
    """Give the identifiers of an element, and those that it refers to, the figure's number; drop those nobody uses."""
    identifier = element.attrib.pop("id", "")
    if f"#{identifier}" in references and identifier:
        element.set("id", f"f{number}-{identifier}")
    target = element.attrib.pop(_HREF, "")
    if target:  # a part of the drawing, or the pixels of a matrix
        element.set("href", f"#f{number}-{target[1:]}" if target.startswith("#") else target)
    if "clip-path" in element.attrib:
        element.set("clip-path", element.attrib["clip-path"].replace("#", f"#f{number}-"))
    if "style" in element.attrib:
        element.set("style", re.sub("font-family: [^;]*;? ?", "", element.attrib["style"]))
