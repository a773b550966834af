"""The guides: how something new gets into a suite. Texts as they are; a test does all that they say."""

from __future__ import annotations

from pathlib import Path

FOLDER = "guides"
TEXTS = Path(__file__).parent / FOLDER
GUIDES = ("statement", "document", "spreadsheet", "topic", "speaker", "hedge-word", "language")
"""The guides in their order."""
TABLE, PLAIN = "```csv\n", "```text\n"
"""Nothing colours a table of commas."""


def guide_text(name: str) -> str:
    """Return a guide in MyST Markdown."""
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")


def guide_pages() -> dict[str, str]:
    """Return the page that lists the guides, and the guides, by their file."""
    pages = {f"{FOLDER}/{name}.md": guide_text(name).replace(TABLE, PLAIN) for name in GUIDES}
    listed = [f"## [{title}]({path})\n\n{question}" for path, (title, question) in _openings(pages).items()]
    contents = "\n".join(["```{toctree}", ":hidden:", "", *pages, "```"])
    return {"guides.md": "\n\n".join([guide_text("index").strip(), *listed, contents]), **pages}


def _openings(pages: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the title and the question with which each page opens."""
    lines = {path: [line for line in text.splitlines() if line.strip()] for path, text in pages.items()}
    return {path: (first.lstrip("# "), second) for path, (first, second, *_) in lines.items()}
