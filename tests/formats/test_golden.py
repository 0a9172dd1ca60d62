"""The exports of a small text are, byte for byte, the files beside this one; `make golden` rebuilds them."""

import pytest

from tests.formats.golden_files import FOLDER, exports

EXPORTS = dict(exports())


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_as_it_was(name: str) -> None:
    assert EXPORTS[name] == (FOLDER / name).read_bytes(), "If the change is meant: make golden, and read the diff."


def test_no_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_file()} == set(EXPORTS)
