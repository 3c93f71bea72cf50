"""Recognizers on disk: model files without pickle, and the store in which they are found by name."""

from facerec.storage.changes import Opened, change_file, opened
from facerec.storage.model_identity import identity
from facerec.storage.model_names import check_name
from facerec.storage.recognizers import load, manifest_of, save
from facerec.storage.store import ModelStore

__all__ = [
    "ModelStore",
    "Opened",
    "change_file",
    "check_name",
    "identity",
    "load",
    "manifest_of",
    "opened",
    "save",
]
