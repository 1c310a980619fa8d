"""pipeline: the stages, values in and values out; imports engines and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
