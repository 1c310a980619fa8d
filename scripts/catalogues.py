"""Keep the gettext catalogues in step with the program's texts: catalogues.py [update | check] [LANGUAGE ...]

Languages are written as gettext writes them: zh_CN. `update` extracts every text into locales/dubbench.pot, brings each
catalogue up to it and compiles it; a new LANGUAGE gets a catalogue of its own. `check` changes nothing: it ends with 1
and a list where a catalogue is behind, misses a translation or has one whose {names} differ from the original's, and
with 2 where a LANGUAGE has no catalogue.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
DOMAIN = "dubbench"
HEADER = "# Texts of dubbench\n# SPDX-License-Identifier: GPL-3.0-or-later"
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the same texts make the same file, whatever the day
KEYWORDS = {"tr": None, "ntr": (1, 2)}
NAMES = re.compile(r"\{(\w*)[^}]*\}")


def extracted() -> Catalog:
    """Read every text out of the program."""
    catalogue = empty()
    found = extract_from_dir(str(ROOT / DOMAIN), keywords=KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True)
    for file, _line, message, comments, context in found:
        catalogue.add(message, locations=[(f"{DOMAIN}/{file}", 0)], auto_comments=comments, context=context)
    for path in sorted((ROOT / DOMAIN).rglob("*.py")):
        for message in _calls(path):
            if message not in catalogue:  # inside an f-string, where Babel does not look before Python 3.12
                catalogue.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def _calls(path: Path) -> Iterator[str | tuple[str, str]]:
    """Yield the texts that a module has translated, wherever the call stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            wanted = 2 if node.func.id == "ntr" else 1
            texts = [one.value for one in node.args[:wanted] if isinstance(one, ast.Constant)]
            if len(texts) == wanted and all(isinstance(text, str) and text for text in texts):
                yield (str(texts[0]), str(texts[1])) if wanted == 2 else str(texts[0])


def empty(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=HEADER,
        project=DOMAIN,
        version="0.1",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        charset="utf-8",
        fuzzy=False,
    )


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages() -> list[str]:
    return sorted(path.parent.parent.name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(language: str) -> Catalog:
    """Read a catalogue; a language without one begins with an empty one."""
    path = path_of(language)
    if not path.is_file():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def as_po(catalogue: Catalog) -> bytes:
    """Write a catalogue as text that is the same for the same texts, whatever the day."""
    out = io.BytesIO()
    write_po(
        out, catalogue, width=120, omit_header=False, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    dated = (
        b'"POT-Creation-Date:',
        b'"PO-Revision-Date:',
        b'"Generated-By:',
        b'"Report-Msgid-Bugs-To:',
        b'"Last-Trans',
    )
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def as_mo(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = NO_DAY
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def faults(language: str, template: Catalog) -> Iterator[str]:
    """Say what is wrong with a catalogue."""
    catalogue = read(language)
    for message in template:
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        if known is None or not known.string or (isinstance(known.string, tuple) and not all(known.string)):
            yield f"{language}: not translated: {message.id!r}"
        elif known.fuzzy:
            yield f"{language}: unsure: {message.id!r}"
        elif wrong := [text for text in _texts(known) if not _same_names(message, text)]:
            yield f"{language}: other names in braces: {message.id!r}: {wrong[0]!r}"
    path = path_of(language)
    compiled = path.with_suffix(".mo")
    if not compiled.is_file():
        yield f"{language}: {compiled.name} is missing: run scripts/catalogues.py update"
    elif compiled.read_bytes() != as_mo(catalogue):
        yield f"{language}: {compiled.name} is older than {path.name}: run scripts/catalogues.py update"


def _texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _same_names(original: Message, text: str) -> bool:
    forms = original.id if isinstance(original.id, tuple) else (original.id,)
    wanted = {name for form in forms for name in NAMES.findall(form)}
    found = set(NAMES.findall(text))
    return found == wanted if len(forms) == 1 else found <= wanted


def update(chosen: list[str]) -> None:
    template = extracted()
    (LOCALES / f"{DOMAIN}.pot").write_bytes(as_po(template))
    for language in sorted({*languages(), *chosen}):
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        path.with_suffix(".mo").write_bytes(as_mo(read(language)))
        missing = sum(not message.string for message in read(language) if message.id)
        print(f"{language}: {len(catalogue)} texts, {missing} not translated")


def check(chosen: list[str]) -> int:
    if unknown := [language for language in chosen if not path_of(language).is_file()]:
        print(
            f"There is no catalogue for {', '.join(unknown)}, only for {', '.join(languages())}. "
            f"Begin one with: scripts/catalogues.py update {' '.join(unknown)}",
            file=sys.stderr,
        )
        return 2
    template = extracted()
    found = [fault for language in chosen or languages() for fault in faults(language, template)]
    print("\n".join(found) if found else f"{len(template)} texts, complete in {', '.join(languages())}")
    return 1 if found else 0


if __name__ == "__main__":
    verb, *rest = sys.argv[1:] or ["update"]
    if verb not in {"update", "check"}:
        raise SystemExit(__doc__)
    sys.exit(update(rest) if verb == "update" else check(rest))
