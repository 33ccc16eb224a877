"""On which portals can the program be tried without the network?

An invented province with three portals on loopback addresses: :func:`serve_samples` runs them, :func:`sample_sites` are
their entries for the registry of sites, :func:`expected` is the answer key. See README.md beside this file.
"""

from crawler.samples.content import divisions
from crawler.samples.portals import PORT, Expected, blocked, expected, sample_sites
from crawler.samples.server import SampleError, Served, serve_samples

__all__ = [
    "PORT",
    "Expected",
    "SampleError",
    "Served",
    "blocked",
    "divisions",
    "expected",
    "sample_sites",
    "serve_samples",
]
