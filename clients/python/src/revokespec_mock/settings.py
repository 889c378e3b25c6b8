"""What a mock is told when it starts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping, Union

PREFIX = "REVOKESPEC_MOCK_"

Seed = Union[str, Path, Mapping[str, Any]]  # YAML, a file of it, or what such a file would say
Setting = Union[str, bool, list[str]]


def variables(settings: Mapping[str, Setting]) -> dict[str, str]:
    """Environment variables that say it: ``dialect="rfc"`` is ``REVOKESPEC_MOCK_DIALECT=rfc``."""
    return {PREFIX + name.upper(): _text(value) for name, value in settings.items()}


def _text(value: Setting) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else ",".join(value)


def seed_text(seed: Seed) -> str:
    if isinstance(seed, Path):
        return seed.read_text()
    return seed if isinstance(seed, str) else json.dumps(seed)  # JSON is YAML
