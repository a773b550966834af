"""Builds the pages of a suite beside the old ones and swaps them in."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.ledger import PACKAGE
from analysis.reach import reachable_modules
from analysis.site import Progress, SiteBuild, SiteError, execute_notebooks

if TYPE_CHECKING:
    from analysis.site.edition import Edition
    from analysis.site.workspace import Book

KEY_FILE = ".key"
MADE, EXTRA = "html", "extra"
"""Folders that the pages are made in, and what is published beside them."""
PUBLISHED = (
    "*.csv",
    "datapackage.json",
    "README.md",
    "estimates/*",
    "scrutiny/*",
    "calibration/*",
    "vocabulary/*.csv",
)
"""Files of the data folder that readers can download, at the same paths on the site."""
OTHER_INPUTS = ("notebooks/*.ipynb", "requirements.lock", "CITATION.cff", "CHANGELOG.md")
NOT_FOR_READERS = (".buildinfo", "objects.inv", "_static/*.html", "_static/**/*.map")
SPHINX_PARTS = "analysis.site.sphinx_parts"
LINKS, DATA, SWITCH = "hedgerow_links", "hedgerow_linked_data", "hedgerow_switch"
IDS = "hedgerow_ids"
SEARCH_SCORES = Path(__file__).parent / "search_scores.js"
CHAPTERS = ["sidebar-nav-bs"]
SIDEBARS = {"[!n]*": [], "figures/*": [], "notebooks": CHAPTERS, "[gn]*/*": CHAPTERS}
WITHOUT_CONTENTS = ("index", "notebooks", "guides", "figures", "search")
TEMPLATES = Path(__file__).parent / "templates"
EXTENSIONS = ("myst_nb", "sphinx_copybutton", SPHINX_PARTS)


def build_site(
    root: Path, out: Path | None = None, *, fresh: bool = False, progress: Progress | None = None
) -> SiteBuild:
    """Bring notebooks and pages up to date. See `analysis.site.build_site`."""
    target = out or root / "build" / "site"
    page = target / "index.html"
    executed = tuple(path.name for path in execute_notebooks(root, progress=progress))
    _finish_swap(target)
    key = site_key(root)
    if not fresh and page.is_file() and _kept_key(target) == key:
        return SiteBuild(page, False, executed)
    report = progress or (lambda what, done, total: None)
    report("building pages", 0, 1)
    try:
        with scratch_beside(target) as scratch:
            made = make_pages(root, scratch)
            (made / KEY_FILE).write_text(key, encoding="ascii")
            _swap(made, target)
    except OSError as error:
        reason = error.strerror or error
        raise SiteError(
            f"{target}: cannot be written ({reason}); make room or choose another folder"
        ) from error
    report("built pages", 1, 1)
    return SiteBuild(page, True, executed)


def site_key(root: Path) -> str:
    """Return a hash of everything that the pages are made from."""
    patterns = [*(f"data/{pattern}" for pattern in PUBLISHED), *OTHER_INPUTS]
    data = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    modules = {path for name in (__name__, SPHINX_PARTS) for path in reachable_modules(name).values()}
    looks = {path for path in Path(__file__).parent.rglob("*.*") if path.suffix not in (".py", ".pyc")}
    digest = hashlib.sha256()
    for base, paths in ((root, data), (PACKAGE, modules | looks)):
        for path in sorted(paths):
            name = path.relative_to(base).as_posix()
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def make_pages(root: Path, scratch: Path) -> Path:
    """Make the pages of a suite inside an empty folder and return where they are.

    Raises
    ------
    SiteError
        If Sphinx has anything to warn of, in any language.
    """
    from analysis.site.execution import prepare_fonts
    from analysis.site.side_by_side import make_editions
    from analysis.site.slimming import slim

    prepare_fonts(root)
    make_editions(root, scratch)
    made = scratch / MADE
    shutil.copytree(scratch / EXTRA, made, dirs_exist_ok=True)
    slim(made)
    for pattern in NOT_FOR_READERS:
        for path in made.rglob(pattern):
            path.unlink()
    return made


def make_edition(root: Path, scratch: Path, language: str) -> None:
    """Make the pages of a suite in one language in its place in `MADE`, as they come from Sphinx.

    Raises
    ------
    SiteError
        If Sphinx has anything to warn of.
    """
    from analysis.collecting import collected_seldom
    from analysis.notebook.view import open_view
    from analysis.site.edition import Edition
    from analysis.site.figure_page import report_name
    from analysis.site.report import report, typeset
    from analysis.site.workspace import write_book

    edition = Edition(open_view(root), language)
    with collected_seldom(), ThreadPoolExecutor(1) as aside:
        # Typesetting leaves the interpreter free for Sphinx.
        pdf = aside.submit(typeset, *report(edition))
        book, made = write_book(root, edition, scratch), scratch / MADE / edition.folder
        _run_sphinx(settings_of(book), book.pages, made, scratch / "doctrees" / language)
        (scratch / EXTRA / report_name(language)).write_bytes(pdf.result())


def _run_sphinx(settings: dict[str, Any], pages: Path, out: Path, doctrees: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    try:
        # Directives and roles are registered for a whole process; the next language registers its own.
        with patch_docutils(), docutils_namespace():
            Sphinx(
                pages,
                None,
                out,
                doctrees,
                "html",
                confoverrides=settings,
                status=None,
                warning=warnings,
            ).build()
    except SphinxError as error:
        raise SiteError(f"the pages could not be made: {error}\n{warnings.getvalue()}") from error
    if warnings.getvalue().strip():
        raise SiteError(f"the pages have warnings\n{warnings.getvalue()}")


def settings_of(book: Book) -> dict[str, Any]:
    """Return the configuration of Sphinx: nothing executed, nothing fetched, nothing dated."""
    title, at_root = book.edition.view.title, not book.edition.folder
    return {
        "extensions": list(EXTENSIONS),
        "project": title,
        "author": "",
        "copyright": "",
        "html_title": title,
        "html_theme": "pydata_sphinx_theme",
        "language": book.edition.language,
        "html_theme_options": _theme_options(title, book.edition),
        "html_context": {"default_mode": "auto"},
        "html_static_path": ["_static"],
        "html_css_files": ["palette.css", "site.css"],
        "html_js_files": ["words.js", "site.js"],
        "html_sidebars": dict(SIDEBARS),
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_show_sphinx": False,
        "html_last_updated_fmt": None,
        # The summaries are fetched, which a browser refuses for pages that are opened as files.
        "html_show_search_summary": False,
        "html_search_scorer": str(SEARCH_SCORES),
        "html_use_index": False,
        "html_domain_indices": False,
        "html_math_renderer": "mathml",
        # Sphinx has the words on these links in English only.
        "html_permalinks": at_root,
        "highlight_language": "text",
        "templates_path": [str(TEMPLATES)],
        LINKS: dict(book.links),
        IDS: dict(book.ids),
        DATA: dict(book.data),
        SWITCH: dict(book.switch),
        "nb_execution_mode": "off",
        "nb_render_markdown_format": "myst",
        "nb_ipywidgets_js": {},
        "nb_code_prompt_show": "Show code",
        "nb_code_prompt_hide": "Hide code",
        "myst_enable_extensions": ["dollarmath"],
        "myst_heading_anchors": 3,
        "myst_update_mathjax": False,
        "copybutton_exclude": ".linenos, .gp",
        "suppress_warnings": ["mystnb.unknown_mime_type"],
    }


def _theme_options(title: str, edition: Edition) -> dict[str, Any]:
    return {
        "logo": {"text": title},
        "navbar_align": "left",
        "navbar_end": ["language-switch", "theme-switcher"],
        "header_links_before_dropdown": 7,
        "show_prev_next": True,
        "show_nav_level": 2,
        "navigation_depth": 2,
        "show_toc_level": 2,
        "search_bar_text": edition.say("search"),
        "secondary_sidebar_items": {"**": ["page-toc"], **{page: [] for page in WITHOUT_CONTENTS}},
        "primary_sidebar_end": [],
        "footer_start": [],
        "footer_center": [],
        "footer_end": [],
        "pygments_light_style": "a11y-high-contrast-light",
        "pygments_dark_style": "a11y-high-contrast-dark",
    }


def _kept_key(target: Path) -> str:
    path = target / KEY_FILE
    return path.read_text(encoding="ascii") if path.is_file() else ""


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target``; clear away those that killed builds have left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{target.name}-*"):
        if not _is_running(left.name.split("-")[-2]):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-{os.getpid()}-", dir=target.parent) as folder:
        yield Path(folder)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _swap(made: Path, target: Path) -> None:
    """Put ``made`` in the place of ``target``: two renames, the first of which `_finish_swap` can undo."""
    old = _aside(target)
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _finish_swap(target: Path) -> None:
    """Bring back the old pages if a build was killed between its two renames."""
    old = _aside(target)
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.parent / f".{target.name}.old"
