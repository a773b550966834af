"""Documents in several formats → their text, with limits on what a hostile one may cost."""

from analysis.documents.files import Document, read_document
from analysis.documents.tongues import language_of

__all__ = ["Document", "language_of", "read_document"]
