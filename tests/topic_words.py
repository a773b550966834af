"""Words by which this suite's own topic is known where it has no business."""

from __future__ import annotations

import re

TOPIC = re.compile(
    r"\b(North Korea\w*|Nordkorea\w*|Russia\w*|Russland\w*|Kursk|Kyiv|troops|soldiers|missiles?|munitions?|"
    r"ammunition|artillery|Munition|Raketen|Soldaten|Geschütze)\b"
)
