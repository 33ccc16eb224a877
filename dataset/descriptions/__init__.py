"""The descriptions of a release, for people, for programs and for catalogues."""
