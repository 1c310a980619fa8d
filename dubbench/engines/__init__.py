"""engines: the interfaces of engines, their registry and the model store; imports media, formats, checks and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
