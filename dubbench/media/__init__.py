"""media: sound and picture; imports jobs and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
