"""What does the archive say, as tables one can cite, and how is it shown?

``build`` makes the working database of an archive, ``release`` an immutable edition of it, ``serve`` the public site
on an edition. Nothing here ever fetches.
"""

from dataset.build import BuildSummary, build
from dataset.errors import DatasetError
from dataset.files import find_release
from dataset.release import release
from dataset.site import serve

__all__ = ["BuildSummary", "DatasetError", "build", "find_release", "release", "serve"]
