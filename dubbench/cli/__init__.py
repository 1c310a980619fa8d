"""cli: typer commands over app."""
# SPDX-License-Identifier: GPL-3.0-or-later
