"""People on disk, in zips and in uploads, turned into a data set."""

from facerec.datasets.dataset import Dataset, People, Skipped, Source
from facerec.datasets.listing import open_people, people_from_uploads
from facerec.datasets.loading import load
from facerec.datasets.names import clean_name

__all__ = ["Dataset", "People", "Skipped", "Source", "clean_name", "load", "open_people", "people_from_uploads"]
