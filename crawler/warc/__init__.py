"""How is the archive exchanged with others? WARC (ISO 28500) is what web archives and browsers' recorders write.

:func:`export_warc` writes captures as a WARC file, :func:`import_warc` judges and keeps what somebody else's WARC
holds. Neither asks the network for anything.
"""

from crawler.warc.exporting import Exported, export_warc
from crawler.warc.importing import Brought, import_warc
from crawler.warc.records import WarcError

__all__ = ["Brought", "Exported", "WarcError", "export_warc", "import_warc"]
