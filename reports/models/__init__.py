from reports.models.parts import AnnexRows, Remark, ReportVersion, Wording
from reports.models.report import OPEN, SummaryReport
from reports.models.snapshot import ReportSignature, Snapshot

__all__ = [
    "OPEN",
    "AnnexRows",
    "Remark",
    "ReportSignature",
    "ReportVersion",
    "Snapshot",
    "SummaryReport",
    "Wording",
]
