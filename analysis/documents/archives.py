"""ZIP archives, measured before anything in them is unpacked."""

from __future__ import annotations

import io
import zipfile

from analysis.documents.limits import MOST_PARTS, MOST_UNPACKED, in_megabytes, refusal


def check_archive(content: bytes, name: str) -> None:
    """Refuse an archive that is broken, or that would unpack to more than allowed.

    The sizes in its directory can lie, but `zipfile` gives no more bytes than they say.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refusal(name, "is a broken archive", "save or download it again") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        rule = f"would unpack to more than {in_megabytes(MOST_UNPACKED)} or {MOST_PARTS} parts"
        raise refusal(name, rule, "if you trust it, save its text and read that")
    if any(part.flag_bits & 1 for part in parts):
        raise refusal(name, "is encrypted", "save a copy that needs no password")
