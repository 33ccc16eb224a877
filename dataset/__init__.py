"""What does the archive say, as tables one can cite, and how is it shown?

``build`` makes the working database of an archive, ``release`` an immutable edition of it, ``serve`` the public site
on an edition. Nothing here ever fetches.
"""
