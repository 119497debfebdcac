from reports.views import editing, home, verify, wordings
from reports.views.register import reports

__all__ = ["editing", "home", "reports", "verify", "wordings"]
