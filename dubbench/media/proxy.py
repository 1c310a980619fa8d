"""A small copy of a picture that can be entered anywhere at once: the frames of the source, one for one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dubbench.domain.hashing import recipe
from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media import ffmpeg
from dubbench.media.files import written
from dubbench.media.frame_index import FrameIndex, read_index
from dubbench.media.frames import untold_matrix
from dubbench.media.timeline import moving_picture, opened

SUFFIX = ".mp4"


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """How a proxy is made: at most this size, a key frame every `gop` frames, coded to be decoded quickly."""

    width: int = 540
    height: int = 960
    gop: int = 12
    crf: int = 24
    preset: str = "superfast"
    version: int = 1


def proxy_key(media_sha256: str, settings: ProxySettings) -> str:
    """Name a proxy by what it is made from."""
    return recipe("proxy", media=media_sha256, settings=settings)


def make_proxy(
    source: Path, index: FrameIndex, out: Path, settings: ProxySettings | None = None, ctx: Context | None = None
) -> FrameIndex:
    """Write a proxy and return its own index; raise MediaError where its frames are not those of the source."""
    settings, ctx = settings or ProxySettings(), ctx or Context()
    with opened(source) as container:
        stream = moving_picture(container, source)
        number, matrix = stream.index, untold_matrix(stream.codec_context)
    with written(out) as temporary:
        picture = [ffmpeg.source(source)[str(number)]]
        ffmpeg.run(
            picture,
            temporary,
            _options(settings, matrix),
            ctx,
            watch=lambda done: ctx.progress(done, index.frames + 1),
            gives_way=True,
        )
        made = read_index(temporary, ctx)
        if made.frames != index.frames:
            raise MediaError(
                tr(
                    "No proxy of {path} can be made: of {count} frames {made} can be decoded.",
                    path=source,
                    count=index.frames,
                    made=made.frames,
                )
            )
    ctx.progress(index.frames + 1, index.frames + 1)
    return made


def _options(settings: ProxySettings, matrix: str) -> dict[str, Any]:
    """Turn frames upright, make pixels square, keep every frame and its time; no frame waits for a later one."""
    larger = f"min(1,min({settings.width}/(iw*sar),{settings.height}/ih))"
    size = f"w='max(2,2*round(iw*sar*{larger}/2))':h='max(2,2*round(ih*{larger}/2))'"
    colours = f"in_color_matrix={matrix or 'auto'}:out_color_matrix=bt709:out_range=tv"
    return {
        "vf": f"scale={size}:flags=fast_bilinear:{colours},setsar=1,format=yuv420p",
        "fps_mode": "passthrough",
        "enc_time_base": "demux",
        "c:v": "libx264",
        "preset": settings.preset,
        "tune": "fastdecode",
        "crf": settings.crf,
        "g": settings.gop,
        "keyint_min": settings.gop,
        "sc_threshold": 0,
        "bf": 0,
        "refs": 1,
        "colorspace": "bt709",
        "map_metadata": -1,
        "movflags": "+faststart",
        "f": "mp4",
    }
