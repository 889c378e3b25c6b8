"""A mock in a container, by testcontainers."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from types import TracebackType

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

from .control import Mock
from .settings import Seed, Setting, seed_text, variables

IMAGE = "ghcr.io/revokespec/revokespec-mock:0.1.0"
PORT = 8420
SEED_FILE, AUTHORITY = "/data/seed.yaml", "/data/authority"


class MockContainer(Mock):
    """The image, on a free port, from ``start`` (or the ``with``) until ``stop``.

    Without ``image`` it is the one that the environment variable REVOKESPEC_IMAGE names, or else that of this version.
    ``settings`` are the mock's flags: ``dialect="rfc"``, ``switch=["reuse-ends-grant"]``, ``tls=True``. ``container`` is the
    testcontainers' one, for networks, names and whatever else is set before it starts.
    """

    def __init__(self, image: str | None = None, *, seed: Seed | None = None, **settings: Setting) -> None:
        self._control_token, self._tls = secrets.token_urlsafe(), settings.get("tls") is True
        wanted = {"control_token": self._control_token, **settings}
        self.container = DockerContainer(image or os.environ.get("REVOKESPEC_IMAGE", IMAGE)).with_exposed_ports(PORT)
        if seed is not None:
            wanted["seed"] = SEED_FILE
            self.container.with_copy_into_container(seed_text(seed).encode(), SEED_FILE, 0o444)
        if self._tls:
            wanted["tls_ca_dir"] = AUTHORITY
        self.container.with_envs(**variables(wanted))
        ready = HttpWaitStrategy(PORT, "/readyz").for_status_code(200)
        self.container.waiting_for(ready.using_tls(insecure=True) if self._tls else ready)

    def start(self) -> MockContainer:
        self.container.start()
        host, port = self.container.get_container_host_ip(), self.container.get_exposed_port(PORT)
        ca = self._authority() if self._tls else None
        Mock.__init__(self, f"{'https' if self._tls else 'http'}://{host}:{port}", self._control_token, ca=ca)
        return self

    def _authority(self) -> str:
        with tempfile.TemporaryDirectory() as folder:
            self.container.copy_from_container(AUTHORITY + "/ca.pem", Path(folder) / "ca.pem")
            return (Path(folder) / "ca.pem").read_text()

    def stop(self) -> None:
        self.container.stop()

    def __enter__(self) -> MockContainer:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
