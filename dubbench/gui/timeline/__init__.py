"""The timeline: waveform, lines, dub bars, shots and reading speed, and the gestures that retime.

`geometry`, `scene`, `snapping`, `edits` and `gestures` compute with values and import no Qt; `painter` draws a scene,
`overlay` what lies above it, `widget` joins them, `map` is the strip of the whole episode. Time runs from left to
right in every language, as it does on every editing desk.
"""
# SPDX-License-Identifier: GPL-3.0-or-later
