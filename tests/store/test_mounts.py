"""SQLite on a network share is refused, wherever the share is mounted."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest

from dubbench.domain.series import Series
from dubbench.errors import StoreError
from dubbench.store import mounts
from dubbench.store.store import Store

PROC = r"""/dev/sda1 / ext4 rw 0 0
server:/x /mnt/my\040share nfs4 rw 0 0
tmpfs /mnt/my\040share/local tmpfs rw 0 0
//nas/films /films cifs rw 0 0
me@host: /home/me/remote fuse.sshfs rw 0 0
"""
MACOS = "/dev/disk3s1 on / (apfs, local)\n//me@nas/films on /Volumes/Our films (1) (smbfs, nodev, nosuid)\n"


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me", "ext4"),
        ("/mnt/my share/series.dubbench", "nfs4"),
        ("/mnt/my share/local/x", "tmpfs"),
        ("/films", "cifs"),
        ("/filmstrip", "ext4"),
        ("/home/me/remote/a", "fuse.sshfs"),
    ],
)
def test_the_deepest_mount_holds_a_folder(folder: str, kind: str) -> None:
    assert mounts.file_system(folder, mounts.parse_proc(PROC)) == kind


def test_a_later_mount_covers_an_earlier_one() -> None:
    assert mounts.file_system("/a/b", [("/a", "nfs"), ("/", "ext4"), ("/a", "tmpfs")]) == "tmpfs"


def test_macos_mounts_are_read() -> None:
    found = mounts.parse_mount(MACOS)
    assert found == [("/", "apfs"), ("/Volumes/Our films (1)", "smbfs")]


def test_a_series_on_a_share_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "_mounts", lambda: [("/", "nfs4")])
    with pytest.raises(StoreError, match=r"network share \(nfs4\).*PostgreSQL"):
        Store.create(tmp_path / "s", Series("s", "x"))
    assert not (tmp_path / "s").exists()


def test_a_series_that_was_moved_to_a_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.create(tmp_path / "s", Series("s", "x")).close()
    monkeypatch.setattr(mounts, "_mounts", lambda: [("/", "cifs")])
    with pytest.raises(StoreError, match="network share"):
        Store.open(tmp_path / "s")
