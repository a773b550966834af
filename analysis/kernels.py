"""A process that has loaded what every notebook needs, of which copies are kernels.

A kernel takes a second to load, most of which is the same for all; a copy of one that has loaded takes none.
Each notebook still has a process of its own, so that none can see what another did.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

CAN_COPY = sys.platform == "linux"
"""Elsewhere a process cannot be copied (Windows), or libraries do not bear it (macOS)."""
AFTER_LAUNCHER = 3
"""Place in the command of a kernel after which its own arguments stand: python -m ipykernel_launcher …"""


class Kernels:
    """Starts kernels as copies of one process; a context that ends them all.

    Parameters
    ----------
    environment
        Of the process that is copied; it decides what is read while libraries load.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._original = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            env={**environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # an interrupt is for the build, which then ends this one
            text=True,
        )

    def __enter__(self) -> Kernels:
        """Return these kernels."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the original, which ends what is left of its copies."""
        self._original.communicate()

    def start(self, command: Sequence[str], environment: Mapping[str, str], folder: str) -> Copy:
        """Start a kernel.

        Parameters
        ----------
        command
            As Jupyter would run it.
        environment
            Of the kernel.
        folder
            In which it works.
        """
        arguments = [*command[AFTER_LAUNCHER:]]
        asked = {"arguments": arguments, "environment": {**environment}, "folder": folder}
        return Copy(self, int(self._ask(asked)))

    def status(self, process: int) -> int | None:
        """Return the exit code of a kernel; None while it runs."""
        if self._original.returncode is not None:
            return -signal.SIGKILL  # none outlives the original, which told how it ended to nobody
        code = self._ask({"process": process})
        return None if code is None else int(code)

    def _ask(self, question: Mapping[str, Any]) -> Any:
        if self._original.stdin is None or self._original.stdout is None:
            raise ChildProcessError("the process that kernels are copied from cannot be reached")
        with suppress(BrokenPipeError):
            self._original.stdin.write(json.dumps(question) + "\n")
            self._original.stdin.flush()
        answer = self._original.stdout.readline()
        if not answer:
            raise ChildProcessError("the process that kernels are copied from has ended")
        return json.loads(answer)


class Copy:
    """A kernel, with as much of the interface of `subprocess.Popen` as its provisioner needs."""

    stdin = stdout = stderr = None

    def __init__(self, kernels: Kernels, process: int) -> None:
        self._kernels, self.pid = kernels, process
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""
        if self._code is None:
            self._code = self._kernels.status(self.pid)
        return self._code

    wait = poll
    """Asked for only once it has ended."""

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class CopyProvisioner(LocalProvisioner):
    """Starts a kernel of this machine as a copy."""

    kernels: Kernels

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel by the command that would load it; see the base class."""
        copy = self.kernels.start(cmd, kwargs["env"], str(kwargs["cwd"]))
        self.process = cast("subprocess.Popen[Any]", copy)
        self.pid = self.pgid = copy.pid
        return self.connection_info


def copy_provisioner(kernels: Kernels, manager: Any) -> CopyProvisioner:
    """Return what makes a manager of Jupyter start its kernel as a copy."""
    provisioner = CopyProvisioner(kernel_spec=manager.kernel_spec, parent=manager)
    provisioner.kernels = kernels
    return provisioner


def _serve() -> None:
    """Load what kernels need, then copy this process and tell how copies fare, as standard input asks."""
    import ipykernel.kernelapp

    import analysis.notebook  # noqa: F401

    children: dict[int, int | None] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if "process" in asked:
            number = asked["process"]
            children[number] = answer = children[number] if children[number] is not None else _ended(number)
        else:
            answer = os.fork()
            if not answer:
                _become_kernel(asked, ipykernel.kernelapp.IPKernelApp)
            children[answer] = None
        print(json.dumps(answer), flush=True)
    for number in (number for number, code in children.items() if code is None and _ended(number) is None):
        with suppress(ProcessLookupError):  # one that has just begun has no group of its own yet
            os.killpg(number, signal.SIGKILL)
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)


def _ended(process: int) -> int | None:
    found, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become_kernel(asked: Mapping[str, Any], app: Any) -> None:
    """Be a kernel until it is told to end."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # the answers of the original are not for a kernel to write into
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # a kernel ends with its original
    app.launch_instance(argv=[*asked["arguments"], parent])
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    _serve()
