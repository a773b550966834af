"""What is known of the newest build, and those who wait to hear of the next."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class State:
    """How the pages stand.

    Attributes
    ----------
    built
        Name of the newest build that changed a page; a page that bears another name is out of date.
    building
        Whether a build is under way.
    errors
        Lines that say why the last build failed; empty when it did not.
    """

    built: str
    building: bool = False
    errors: tuple[str, ...] = ()

    def as_json(self) -> str:
        """Return it on one line."""
        return json.dumps({"built": self.built, "building": self.building, "errors": self.errors})


class Board:
    """Holds the newest state; every request waits on it in a thread of its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._closed = False
        self._state = State(uuid4().hex)

    @property
    def state(self) -> State:
        """The newest state."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether nothing more will be posted."""
        return self._closed

    def building(self) -> None:
        """Tell that a build has begun."""
        self._post(replace(self._state, building=True))

    def built(self, *, changed: bool) -> None:
        """Tell that a build has ended well, and whether any page is another."""
        name = uuid4().hex if changed else self._state.built
        self._post(State(name))

    def failed(self, errors: list[str]) -> None:
        """Tell that a build has failed, and why; the pages are those of the build before."""
        self._post(State(self._state.built, errors=tuple(errors)))

    def close(self) -> None:
        """Let all go who wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait(self, seen: State | None, seconds: float) -> State | None:
        """Return the newest state as soon as it is another than the one seen; None after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._state != seen, timeout=seconds)
            return None if self._state == seen else self._state

    def _post(self, state: State) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()
