"""The documentation site and the course as a book: docs/, SECURITY.md and release/ to pages that ask no network."""
