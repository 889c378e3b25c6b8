import pytest

import mock


@pytest.fixture(autouse=True)
def as_it_was():
    mock.reset()
