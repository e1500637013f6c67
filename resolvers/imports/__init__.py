"""The stock import: the ERP's file becomes districts, houses, units, persons, memberships and contracts (docs/stock-file.md)."""

from resolvers.imports.messages import Defect
from resolvers.imports.report import Counts, Problem, Report
from resolvers.imports.run import import_stock

__all__ = ["Counts", "Defect", "Problem", "Report", "import_stock"]
