"""Files are written whole or not at all, where they were and as they were."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from detente.errors import FileError
from detente.writing import check_target, write_whole


def test_output_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "out.md"
    write_whole(file, "first")
    with pytest.raises(FileError, match=r"exists already; add --force to replace it"):
        write_whole(file, "second")
    assert file.read_text(encoding="utf-8") == "first"
    write_whole(file, b"second", force=True)
    assert file.read_text(encoding="utf-8") == "second"
    assert [item.name for item in tmp_path.iterdir()] == ["out.md"]


def test_output_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    places = {
        tmp_path: "this is a folder; name a file",
        tmp_path / "none" / "out.md": "cannot be written: there is no such folder; make it first",
        Path("/dev/null"): "this is a device, not a file; name a file",
    }
    for place, said in places.items():
        with pytest.raises(FileError) as caught:
            write_whole(place, "text", force=True)
        assert str(caught.value) == f"{place}: {said}"
    with pytest.raises(FileError, match="file: this is not a folder; name a folder"):
        write_whole(tmp_path / "file" / "out.md", "text", force=True)
    with pytest.raises(FileError, match="cannot be written"):
        write_whole(tmp_path / ("x" * 300), "text")
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    file, link = tmp_path / "there" / "file.md", tmp_path / "link.md"
    file.write_text("first", encoding="utf-8")
    link.symlink_to(Path("there") / "file.md")
    with pytest.raises(FileError, match="exists already"):
        write_whole(link, "second")
    write_whole(link, "second", force=True)
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "second"
    file.unlink()
    write_whole(link, "third")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "third"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "out.md"
    write_whole(file, "first")
    file.chmod(mode)
    write_whole(file, "second", force=True)
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_new_file_heeds_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "out.md", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.md").stat().st_mode) == 0o640


def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    file, link = tmp_path / "out.md", tmp_path / "link.md"
    write_whole(file, "first")
    file.chmod(0o444)
    link.symlink_to(file)
    for path in (file, link):
        with pytest.raises(FileError, match="read-only; make it writable"):
            write_whole(path, "second", force=True)
    assert file.read_text(encoding="utf-8") == "first"


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "out.md"
    link.symlink_to(link)
    with pytest.raises(FileError, match="link that leads back"):
        check_target(link, force=True)
    assert link.is_symlink()


def test_a_write_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.md"
    write_whole(file, "first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileError, match="No space left"):
        write_whole(file, "second", force=True)
    assert [item.name for item in tmp_path.iterdir()] == ["out.md"]
    assert file.read_text(encoding="utf-8") == "first"
