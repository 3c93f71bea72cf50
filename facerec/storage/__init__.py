"""Recognizers on disk: model files without pickle, and the store in which they are found by name."""

from facerec.storage.recognizers import load, manifest_of, save
from facerec.storage.store import ModelStore, check_name

__all__ = ["ModelStore", "check_name", "load", "manifest_of", "save"]
