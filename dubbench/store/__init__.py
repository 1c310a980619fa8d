"""store: the series database and its journal, behind `store.store.Store`; imports domain, errors, i18n, paths."""
# SPDX-License-Identifier: GPL-3.0-or-later
