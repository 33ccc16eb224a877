"""What does the archive say, as tables one can cite, and how is it shown?

:func:`dataset.build.build` makes the working database of an archive, :func:`dataset.release.release` an immutable
edition of it, :func:`dataset.site.serve` the public site on an edition. Nothing here ever fetches, and importing one
does not bring the others: the site has no use for what reads and builds.
"""
