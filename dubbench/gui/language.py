"""The language of the window: our catalogue, Qt's own words, numbers, and the direction of writing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from dubbench import i18n, paths

SHIPPED = ("en",)  # what the program is written in; catalogues add to it


def shipped() -> tuple[str, ...]:
    """Name the languages there are catalogues for."""
    folder = paths.locales()
    found = sorted(one.parent.parent.name for one in folder.glob("*/LC_MESSAGES/dubbench.mo"))
    return (*SHIPPED, *(name.replace("_", "-") for name in found))


def speak(app: QApplication, language: str = "") -> None:
    """Let the window speak a language, a BCP 47 tag, or that of the desktop; call it before widgets are made."""
    i18n.use_language(language.replace("-", "_") or os.environ.get("DUBBENCH_LANGUAGE"))
    locale = QLocale(language.replace("-", "_")) if language else QLocale.system()
    QLocale.setDefault(locale)
    app.setLayoutDirection(locale.textDirection())
    _qt_words(app, locale)


def _qt_words(app: QApplication, locale: QLocale) -> None:
    """Translate the words that are Qt's own: file dialogs, menus of text fields."""
    name = "dubbench-qt-words"
    for old in app.findChildren(QTranslator, name):
        app.removeTranslator(old)
        old.deleteLater()
    words = QTranslator(app)
    words.setObjectName(name)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(locale, "qtbase", "_", folder):
        app.installTranslator(words)
