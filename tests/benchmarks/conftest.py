"""Benchmarks skip what is missing on this machine, in words, instead of failing."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest

from facerec.errors import WeightsMissing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not sys.platform.startswith("linux"):
        skip = pytest.mark.skip(reason="memory and processor time are read from /proc, which only Linux has")
        for item in items:
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, Any, Any]:
    return (yield from _skipping())


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup() -> Generator[None, Any, Any]:
    return (yield from _skipping())


def _skipping() -> Generator[None, Any, Any]:
    try:
        return (yield)
    except WeightsMissing as missing:
        pytest.skip(f"a pretrained file is missing: {missing}")
