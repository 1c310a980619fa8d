"""Whether a folder lies on a network share, where SQLite's locks cannot be trusted."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

from dubbench.errors import StoreError
from dubbench.i18n import tr

_NETWORK = {
    "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.ceph", "fuse.cephfs", "fuse.davfs2",
    "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "glusterfs", "gpfs",
    "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "sshfs", "webdav",
}  # fmt: skip
_REMOTE_DRIVE = 4
_ESCAPE = re.compile(r"\\([0-7]{3})")
_MACOS_MOUNT = re.compile(r"^.* on (?P<point>.+) \((?P<type>\w+)[,)]")


def refuse_network(folder: Path) -> None:
    """Raise `StoreError` where a SQLite series would lie on a network share."""
    if kind := network_type(folder.absolute()):
        raise StoreError(
            tr(
                "{folder} lies on a network share ({kind}); a series there could be damaged when two machines write. "
                "Keep it on a local disk, or use a PostgreSQL store for a team.",
                folder=folder,
                kind=kind,
            )
        )


def network_type(folder: Path) -> str:
    """Return the network file system a folder lies on; empty for a local disk."""
    if sys.platform == "win32":
        return _windows_type(folder)
    found = file_system(str(folder.resolve()), _mounts())
    return found if found in _NETWORK else ""


def file_system(folder: str, mounts: list[tuple[str, str]]) -> str:
    """Return the type of the deepest mount (point, type) that holds a folder; later mounts cover earlier ones."""
    path = PurePosixPath(folder)
    holding = [
        (len(PurePosixPath(point).parts), place, kind)
        for place, (point, kind) in enumerate(mounts)
        if path.is_relative_to(point)
    ]
    return max(holding)[2] if holding else ""


def _mounts() -> list[tuple[str, str]]:
    table = Path("/proc/self/mounts")
    if table.exists():
        return parse_proc(table.read_text(encoding="utf-8", errors="surrogateescape"))
    listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, errors="surrogateescape")
    return parse_mount(listed.stdout)


def parse_proc(text: str) -> list[tuple[str, str]]:
    """Read /proc/mounts: spaces in a mount point stand there as octal escapes."""
    fields = [line.split(" ") for line in text.splitlines()]
    return [(_ESCAPE.sub(lambda m: chr(int(m[1], 8)), f[1]), f[2]) for f in fields if len(f) > 2]


def parse_mount(text: str) -> list[tuple[str, str]]:
    """Read what macOS' `mount` prints."""
    found = (_MACOS_MOUNT.match(line) for line in text.splitlines())
    return [(m["point"], m["type"]) for m in found if m]


def _windows_type(folder: Path) -> str:
    import ctypes

    if folder.drive.startswith("\\\\"):
        return "smb"
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - exists on Windows only
    return "smb" if kernel.GetDriveTypeW(folder.drive + "\\") == _REMOTE_DRIVE else ""
