"""Imitations of the platforms that portals run on, each with the answers a crawl must bring back."""
