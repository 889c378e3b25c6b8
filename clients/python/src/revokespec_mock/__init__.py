"""A mock of Auth0 whose revocations are real, for tests.

``MockContainer`` runs it in a container, ``MockProcess`` as a process of this machine, and ``Mock`` is one that runs already. All three are
used alike.
"""

from typing import TYPE_CHECKING

from .control import ControlError, Fault, Mock, Request, Tenant, Token, Tokens
from .process import MockProcess

if TYPE_CHECKING:
    from .container import MockContainer

__all__ = ["ControlError", "Fault", "Mock", "MockContainer", "MockProcess", "Request", "Tenant", "Token", "Tokens"]


def __getattr__(name: str) -> object:
    """MockContainer needs the extra ``testcontainers``, so it is looked for only when it is asked for."""
    if name == "MockContainer":
        from .container import MockContainer as container

        return container
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
