"""A mock as a process of this machine, where there are no containers."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from .control import Mock
from .settings import PREFIX, Seed, Setting, seed_text, variables


class MockProcess(Mock):
    """The program, on a free port of the loopback interface, until ``stop`` or the end of the ``with``.

    Without ``binary`` it is the one that the environment variable REVOKESPEC_BINARY names, or else ``revokespec`` of the PATH.
    ``settings`` are the mock's flags: ``dialect="rfc"``, ``switch=["reuse-ends-grant"]``, ``tls=True``.
    """

    def __init__(self, binary: str | None = None, *, seed: Seed | None = None, **settings: Setting) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="revokespec-")
        folder, token = Path(self._folder.name), secrets.token_urlsafe()
        wanted = {"listen": "127.0.0.1:0", "control_token": token, **settings}
        if seed is not None:
            (folder / "seed.yaml").write_text(seed_text(seed))
            wanted["seed"] = str(folder / "seed.yaml")
        if wanted.get("tls"):
            wanted.setdefault("tls_ca_dir", str(folder / "authority"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | variables(wanted)
        self._errors = (folder / "errors").open("w+")
        program = binary or os.environ.get("REVOKESPEC_BINARY", "revokespec")
        try:
            self._process = subprocess.Popen([program, "mock"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                             stderr=self._errors, text=True)
        except FileNotFoundError:
            self._errors.close()
            self._folder.cleanup()
            raise RuntimeError(f"there is no program {program}; put it into the PATH, or name it by REVOKESPEC_BINARY") from None
        try:
            url = self._announced()
            ca = (Path(str(wanted["tls_ca_dir"])) / "ca.pem").read_text() if wanted.get("tls") else None
        except BaseException:
            self.stop()
            raise
        super().__init__(url, token, ca=ca)

    def _announced(self) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith("listening on "):
                return line.split()[2]
        self._process.wait()
        self._errors.seek(0)
        raise RuntimeError("the mock did not start: " + self._errors.read().strip())

    def stop(self) -> None:
        """Ends it. More than once does nothing."""
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()
        self._folder.cleanup()

    def __enter__(self) -> MockProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
