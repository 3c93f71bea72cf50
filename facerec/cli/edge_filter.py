"""``edges``: a picture in, its edges out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from facerec.cli.arguments import Commands, add_command
from facerec.cli.console import print_json
from facerec.edges import METHODS, OVER_WHITE, automatic_thresholds, find_edges, over
from facerec.errors import BadParameter
from facerec.images import decode, encode, is_transparent, read_bytes
from facerec.writing import write_whole

_FORMATS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}


def add_commands(commands: Commands) -> None:
    """Add ``edges``."""
    parser = add_command(
        commands,
        "edges",
        "Filter the edges of a picture.",
        "edges picture.jpg -o edges.png --method canny --low 100 --high 200",
    )
    parser.add_argument("picture", metavar="PICTURE")
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="a .png or .jpg, replaced")
    parser.add_argument("--method", choices=METHODS, default="canny", help="(default: %(default)s)")
    parser.add_argument("--auto", action="store_true", help="canny with thresholds from the median grey level")
    parser.add_argument("--overlay", action="store_true", help="draw the edges over the picture")
    for name, kind, what in _numbers():
        parser.add_argument(f"--{name}", type=kind, metavar="N", help=what)
    parser.set_defaults(run=_edges)


def _numbers() -> list[tuple[str, type, str]]:
    """Return each parameter of any method once: its name, type and help."""
    found: dict[str, tuple[type, list[str]]] = {}
    for name, method in METHODS.items():
        for one in method.parameters:
            found.setdefault(one.name, (type(one.default), []))[1].append(f"{name} {one.default:g}")
    return [(name, kind, f"(default: {', '.join(uses)})") for name, (kind, uses) in found.items()]


def _edges(options: argparse.Namespace) -> int:
    if options.output.suffix.lower() not in _FORMATS:
        raise BadParameter(f"{options.output} ends in none of {', '.join(_FORMATS)}; give one of them.")
    given = {name: getattr(options, name) for name, _, _ in _numbers() if getattr(options, name) is not None}
    data = read_bytes(Path(options.picture))
    picture = decode(data, options.picture)
    if options.auto:
        if options.method != "canny" or given.keys() & {"low", "high"}:
            raise BadParameter("--auto chooses --low and --high of canny; it goes with neither, nor another method.")
        given |= dict(zip(("low", "high"), automatic_thresholds(picture), strict=True))
    edges = find_edges(picture, options.method, **given)
    drawn = over(picture, edges) if options.overlay else edges
    write_whole(options.output, encode(drawn, _FORMATS[options.output.suffix.lower()]))
    height, width = edges.shape
    result: dict[str, Any] = {"file": options.picture, "output": str(options.output), "method": options.method}
    result |= {"parameters": given, "width": width, "height": height, "edge_share": float((edges > 0).mean())}
    result["note"] = OVER_WHITE if is_transparent(data) else None
    if options.json:
        print_json(result)
    else:
        print(f"{options.output}: {options.method}, {width}x{height}, {100 * result['edge_share']:.1f} % of the pixels")
        if result["note"]:
            print(result["note"])
    return 0
