"""XML from anybody: no entities, no external files, bounded depth, and every element knows its line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

from dubbench.formats.incoming.entry import Reading
from dubbench.i18n import tr

DEEPEST = 60


@dataclass(slots=True)
class Node:
    """An element: its names are (namespace, local name); `parts` are texts and elements in order."""

    name: tuple[str, str]
    attributes: Mapping[tuple[str, str], str]
    row: int
    parts: list[str | Node] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name[1]

    @property
    def children(self) -> Iterator[Node]:
        return (part for part in self.parts if isinstance(part, Node))

    def get(self, local: str, namespace: str = "", default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get((namespace, local), default)

    def every(self, local: str) -> Iterator[Node]:
        """Yield this element and all below it that have a name."""
        if self.local == local:
            yield self
        for child in self.children:
            yield from child.every(local)


class _Builder(ContentHandler):
    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._reading = reading
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - SAX
        self._locator = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802, ARG002 - SAX
        row = self._locator.getLineNumber()
        if len(self._open) >= DEEPEST:
            raise self._reading.wrong(row, tr("The elements lie too deep in one another."))
        known = {(space or "", local): value for (space, local), value in attrs.items()}
        node = Node((name[0] or "", name[1]), known, row)
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802, ARG002 - SAX
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].parts.append(content)


def parse(data: bytes, reading: Reading) -> Node:
    """Read a document; `BadInput` names the line where it is no XML, or more than plain XML."""
    from xml.sax import SAXParseException

    import defusedxml
    import defusedxml.sax

    builder, parser = _Builder(reading), defusedxml.sax.make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(data))
    except SAXParseException as error:
        raise reading.wrong(error.getLineNumber() or 1, tr("This is no XML: {why}.", why=error.getMessage())) from error
    except defusedxml.DefusedXmlException as error:
        raise reading.wrong(1, tr("The document defines entities or points elsewhere, which is refused.")) from error
    if builder.root is None:
        raise reading.wrong(1, tr("The document is empty."))
    return builder.root
