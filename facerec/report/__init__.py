"""A comparison to pass on: every number as JSON and CSV, every figure, and one page that tells all of it.

No picture of a person goes into a report: it is made to be sent around, and a face cannot be taken back. Names of
people and of files are in it, as they are in what it was made from.
"""

from facerec.report.files import archive, check_folder, write
from facerec.report.findings import Findings, plan_text
from facerec.report.numbers import numbers, numbers_json
from facerec.report.page import html
from facerec.report.tables import table_csv

__all__ = ["Findings", "archive", "check_folder", "html", "numbers", "numbers_json", "plan_text", "table_csv", "write"]
