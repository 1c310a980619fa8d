"""domain: values and pure rules; imports the standard library, errors, i18n, paths."""
# SPDX-License-Identifier: GPL-3.0-or-later
