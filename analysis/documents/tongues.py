"""Tell the language of a text. The model is part of the library; nothing is fetched."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from analysis.read.languages import LANGUAGES

_CHARACTERS = 20_000
_FEW_LETTERS = 300  # with fewer, only the languages that can be read are told apart


def language_of(text: str) -> str:
    """Return the code of the likeliest language of a text, be it one that can be read or not."""
    sample = text[:_CHARACTERS]
    few = sum(char.isalpha() for char in sample) < _FEW_LETTERS
    code, _ = _identifier(known_only=few).classify(sample)
    return str(code)


@lru_cache(maxsize=2)
def _identifier(*, known_only: bool) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    if known_only:
        identifier.set_languages(list(LANGUAGES))
    return identifier
