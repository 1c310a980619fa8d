"""The person's settings: frozen, typed, each field with its words and limits, from which the settings page is made."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from dubbench import paths
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.engines import Choice

Words = Callable[[], str]


@dataclass(frozen=True, slots=True)
class About:
    """What a settings page needs to know of a field.

    `choices` are all there is, each with its words; `offers` are suggestions beside which anything may be written.
    """

    section: str
    label: Words
    help: Words
    choices: Callable[[], Mapping[str, str]] | None = None
    offers: Callable[[], tuple[str, ...]] | None = None
    lowest: int | None = None
    highest: int | None = None


LOOK, KEYS, PLAY, WORK, ENGINES = "look", "keys", "play", "work", "engines"


def sections() -> dict[str, str]:
    """Name the pages in their order."""
    return {LOOK: tr("Appearance"), KEYS: tr("Keys"), PLAY: tr("Picture and sound"), WORK: tr("Work"),
            ENGINES: tr("Engines")}  # fmt: skip


def _languages() -> Mapping[str, str]:
    there = sorted(path.name for path in paths.locales().glob("*") if path.is_dir())
    return {"": tr("That of the system"), "en": "English", **{name: _own_name(name) for name in there}}


def _own_name(locale: str) -> str:
    """Name a language as those who read it do."""
    from babel import Locale

    return str(Locale.parse(locale).get_display_name())


def _engines(kind: str) -> Callable[[], tuple[str, ...]]:
    def ids() -> tuple[str, ...]:
        from dubbench.engines import registry

        return tuple(info.id for info in registry.infos() if info.kind.value == kind)

    return ids


def _setting(default: Any, section: str, label: Words, help_: Words, **more: Any) -> Any:
    about = About(section, label, help_, **more)
    if isinstance(default, dict):
        return field(default_factory=dict, metadata={"about": about})
    return field(default=default, metadata={"about": about})


def _engine(kind: str, label: Words) -> Any:
    return _setting("", ENGINES, label, lambda: tr("Empty: the best that is installed."), offers=_engines(kind))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; a field's name is its name in the file and on the command line."""

    language: str = _setting(
        "",
        LOOK,
        lambda: tr("Language of the window"),
        lambda: tr("Takes effect when the window is opened again."),
        choices=_languages,
    )
    theme: str = _setting(
        "system",
        LOOK,
        lambda: tr("Colours"),
        lambda: tr("High contrast is easier to see, in the light and for weak eyes."),
        choices=lambda: {
            "system": tr("As the system"),
            "light": tr("Light"),
            "dark": tr("Dark"),
            "high-contrast": tr("High contrast"),
        },
    )
    font_scale_percent: int = _setting(
        100,
        LOOK,
        lambda: tr("Size of text (%)"),
        lambda: tr("Everything grows with it."),
        lowest=50,
        highest=300,
    )
    subtitle_size_percent: int = _setting(
        100,
        LOOK,
        lambda: tr("Size of subtitles in the picture (%)"),
        lambda: tr("How the window shows them; deliveries follow their destination."),
        lowest=50,
        highest=300,
    )
    safe_zone: str = _setting(
        "vertical",
        LOOK,
        lambda: tr("Safe area in the picture"),
        lambda: tr("Where no feed covers the picture with its own buttons."),
        choices=lambda: {
            "off": tr("Not shown"),
            "vertical": tr("Vertical feeds"),
            "strict": tr("Vertical feeds, strict"),
        },
    )
    key_preset: str = _setting(
        "subtitle-edit",
        KEYS,
        lambda: tr("Keys as in"),
        lambda: tr("Your own keys stand above it."),
        choices=lambda: {
            "subtitle-edit": "Subtitle Edit + CAT",
            "aegisub": "Aegisub",
            "resolve": "DaVinci Resolve",
        },
    )
    keys: Mapping[str, str] = _setting(
        {}, KEYS, lambda: tr("Your own keys"), lambda: tr("Keys by the name of what they do; empty: none.")
    )
    roll_ms: int = _setting(
        500,
        PLAY,
        lambda: tr("Before and after a line (ms)"),
        lambda: tr("What is played around a line, to hear it in context."),
        lowest=0,
        highest=5000,
    )
    pause_while_typing: bool = _setting(
        True, PLAY, lambda: tr("Pause while typing"), lambda: tr("Playing stops at the first key in a text.")
    )
    proxies: bool = _setting(
        True,
        PLAY,
        lambda: tr("Make small copies of programmes"),
        lambda: tr("They are made in the background; seeking is faster then."),
    )
    audio_device: str = _setting("", PLAY, lambda: tr("Sound device"), lambda: tr("Empty: that of the system."))
    reopen: bool = _setting(
        True,
        WORK,
        lambda: tr("After a crash, open where I was"),
        lambda: tr("The series, episode and line that were open."),
    )
    confirm_leaving: bool = _setting(
        True,
        WORK,
        lambda: tr("Ask before leaving while work runs"),
        lambda: tr("What is finished is kept either way."),
    )
    offline: bool = _setting(
        False, WORK, lambda: tr("Never use the network"), lambda: tr("Missing models are named, not fetched.")
    )
    transcriber: str = _engine("transcriber", lambda: tr("Transcription"))
    detector: str = _engine("detector", lambda: tr("Voice activity"))
    separator: str = _engine("separator", lambda: tr("Dialogue and background"))
    translator: str = _engine("translator", lambda: tr("Translation"))
    synthesizer: str = _engine("synthesizer", lambda: tr("Voices"))
    diarizer: str = _engine("diarizer", lambda: tr("Who speaks"))

    def choice(self) -> Choice:
        """Return the engines that work started here uses."""
        from dubbench.app.engines import Choice

        engines = self.transcriber, self.detector, self.separator, self.translator, self.synthesizer, self.diarizer
        return Choice(*engines)


@dataclass(frozen=True, slots=True)
class Setting:
    """One field as a settings page shows it."""

    name: str
    default: Any
    about: About

    @property
    def kind(self) -> type[Any]:
        return dict if isinstance(self.default, Mapping) else type(self.default)


def settings_fields() -> tuple[Setting, ...]:
    """Return every setting in its order."""
    defaults = Settings()
    return tuple(Setting(f.name, getattr(defaults, f.name), f.metadata["about"]) for f in fields(Settings))
