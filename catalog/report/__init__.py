"""What a merchant should know of a catalog that is sold by voice: what sounds alike, what cannot be heard,
what stands twice, what is missing.
"""

from catalog.report.check import check_catalog
from catalog.report.findings import Report, Vocabulary

__all__ = ["Report", "Vocabulary", "check_catalog"]
