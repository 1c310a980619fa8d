"""The style sheet of the window: what Fusion and the palette alone leave uneven."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from string import Template

from PySide6.QtGui import QColor

from dubbench import paths
from dubbench.gui.tokens import Tokens

_SHEET = Template("""
QToolTip { background: $raised; color: $ink; border: 1px solid $rule; padding: ${s1}px ${s2}px; }
QMenuBar { background: $surface; padding: ${half}px ${s1}px; border-bottom: 1px solid $rule; }
QMenuBar::item { padding: ${half}px ${s2}px; border-radius: ${s1}px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $surface; border: 1px solid $rule; padding: ${s1}px; }
QMenu::item { padding: ${s1}px ${s6}px ${s1}px ${s2}px; border-radius: ${s1}px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $rule; margin: ${s1}px ${s2}px; }
QMenu::icon { padding-left: ${s1}px; }
QStatusBar { background: $surface; border-top: 1px solid $rule; }
QStatusBar::item { border: 0; }
QPushButton, QToolButton { background: $raised; color: $ink; border: 1px solid $edge; border-radius: ${s1}px;
  padding: ${half}px ${s2}px; min-height: ${h}px; icon-size: ${icon}px; }
QToolButton { padding: ${half}px ${s1}px; qproperty-iconSize: ${icon}px ${icon}px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $surface; }
QPushButton:checked, QToolButton:checked { background: $selection; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $surface; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: url("$down"); width: ${s3}px; height: ${s3}px;
  subcontrol-origin: padding; subcontrol-position: center right; right: ${half}px; }
QPushButton::menu-indicator { right: ${s1}px; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; }
QPushButton[role="primary"]:disabled { background: $raised; color: $faint; border-color: $edge; font-weight: 400; }
QToolButton[role="flat"], QPushButton[role="flat"] { background: transparent; border-color: transparent; }
QToolButton[role="flat"]:hover, QPushButton[role="flat"]:hover { background: $raised; }
QToolButton[role="flat"]:focus, QPushButton[role="flat"]:focus { border-color: $accent; }
QToolButton[role="flat"]:checked, QPushButton[role="flat"]:checked { background: $raised; border-color: $edge; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: $page; color: $ink;
  border: 1px solid $edge; border-radius: ${s1}px; selection-background-color: $mark; selection-color: $ink;
  placeholder-text-color: $soft; }
QLineEdit, QComboBox { padding: ${half}px ${s2}px; min-height: ${h}px; }
QAbstractSpinBox { padding: ${half}px 0; min-height: ${h}px; }
QComboBox { background: $raised; }
QComboBox:hover { background: $hover; }
QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled { color: $faint; background: $surface; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
  border-color: $accent; }
QComboBox QLineEdit { border: 0; padding: 0; min-height: 0; background: transparent; }
QAbstractSpinBox QLineEdit { border: 0; padding: 0 ${s2}px; min-height: 0; background: transparent; }
QComboBox::drop-down { border: 0; width: ${s6}px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$down"); width: ${s4}px; height: ${s4}px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $rule; selection-background-color: $selection;
  selection-color: $ink; padding: ${half}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: ${s6}px; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: ${s3}px; height: ${s3}px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: ${s3}px; height: ${s3}px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QGroupBox::indicator {
  width: ${box}px; height: ${box}px; background: $page; border: 1px solid $strong; border-radius: ${half}px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked {
  background: $accent; border-color: $accent; image: url("$check"); }
QRadioButton::indicator:checked { background: $accent; border: ${s1}px solid $page; outline: 1px solid $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox, QRadioButton { spacing: ${s2}px; }
QSlider::groove:horizontal { height: ${s1}px; background: $rule; border-radius: ${half}px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: ${half}px; }
QSlider::handle:horizontal { width: ${s3}px; height: ${s3}px; margin: -${drop}px 0; background: $ink;
  border: 1px solid $page; border-radius: ${knob}px; }
QSlider::handle:horizontal:focus { background: $accent; border: 1px solid $ink; }
QListView, QTreeView { icon-size: ${icon}px; }
QAbstractItemView { background: $page; border: 1px solid $frame; outline: 0; gridline-color: $rule; }
QAbstractItemView:focus { border-color: $accent; }
QTableView[role="roomy"]::item { padding: 0 ${s1}px; }
QListWidget::item { padding: ${half}px ${s1}px; }
QTableCornerButton::section { background: $raised; border: 0; }
QHeaderView { background: $raised; border: 0; }
QHeaderView::section { background: $raised; color: $ink; border: 0; border-right: 1px solid $rule;
  padding: ${half}px ${s1}px; font-weight: 600; }
QTabWidget::pane { border: 0; border-top: 1px solid $rule; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $soft; padding: ${s1}px ${tab}px; border: 1px solid transparent;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $ink; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $ink; }
QTabBar:focus::tab:selected { border-color: $accent; }
QTabBar::scroller { width: ${s6}px; }
QTabBar QToolButton { background: $surface; border: 0; border-radius: 0; padding: 0; min-height: 0; }
QTabBar QToolButton::left-arrow { image: url("$left"); width: ${s4}px; height: ${s4}px; }
QTabBar QToolButton::right-arrow { image: url("$right"); width: ${s4}px; height: ${s4}px; }
QDockWidget::title { background: $surface; padding: ${s1}px ${s2}px; border-bottom: 1px solid $rule; }
QProgressBar { background: $page; border: 1px solid $edge; border-radius: ${s1}px; text-align: center; color: $ink; }
QProgressBar::chunk { background: $mark; border-radius: ${half}px; }
QScrollBar:vertical { background: transparent; width: ${s3}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${s3}px; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: ${s1}px; border: 2px solid $page; }
QScrollBar::handle:hover { background: $soft; }
QScrollBar::handle:vertical { min-height: ${s6}px; }
QScrollBar::handle:horizontal { min-width: ${s6}px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: 0;
  width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent; }
QMainWindow::separator { background: $surface; width: ${s1}px; height: ${s1}px; }
QMainWindow::separator:hover { background: $accent; }
QGroupBox { border: 1px solid $rule; border-radius: ${s1}px; margin-top: ${s4}px; padding-top: ${s2}px;
  font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: ${s2}px; color: $soft; }
*[role="soft"] { color: $soft; }
*[role="bad"] { color: $bad; }
*[role="ok"] { color: $ok; }
*[role="warn"] { color: $warn; }
*[role="title"] { font-size: ${title}pt; font-weight: 600; }
*[role="heading"] { font-weight: 600; }
*[role="page"] { background: $page; }
*[role="popup"] { background: $surface; border: 1px solid $rule; }
*[role="card"] { background: $page; border: 1px solid $rule; border-radius: ${s1}px; }
""")


def sheet(t: Tokens, mix: Callable[[str, str, int], QColor], px: Callable[[float], int], title_points: float) -> str:
    """Write the sheet for a set of colours; `px` scales lengths with type."""
    colours = {name: value for name in t.__slots__ if isinstance(value := getattr(t, name), str)}
    blends = {
        "edge": mix(t.rule, t.ink, 8),
        "strong": mix(t.rule, t.ink, 45),
        "hover": mix(t.raised, t.ink, 9),
        "frame": QColor(t.rule if t.page == t.surface else t.page),  # where page and surface are one, lists need a line
        "faint": mix(t.soft, t.surface, 45),
        "handle": mix(t.raised, t.ink, 22),
        "mark": mix(t.selection, t.accent, 25),
        "accent_hover": mix(t.accent, t.ink, 12),
    }
    sizes = {f"s{n}": px(4 * n) for n in (1, 2, 3, 4, 6)} | {
        "half": px(2),
        "tab": px(5),
        "h": px(18),
        "icon": px(16),
        "box": px(13),
        "round": px(13) // 2,
        "knob": px(14) // 2,
        "drop": px(5),
        "title": title_points,
    }
    pictures = {name: _drawn(name, t.ink) for name in ("down", "up", "left", "right")}
    pictures["check"] = _drawn("check", t.on_accent)
    return _SHEET.substitute(colours, **{k: v.name() for k, v in blends.items()}, **sizes, **pictures)


def _drawn(name: str, colour: str) -> str:
    """Find the picture of a control's part, drawn light or dark as its colour is."""
    shade = "light" if QColor(colour).lightness() > 127 else "dark"
    return (paths.resources() / "icons" / "style" / f"{name}-{shade}.svg").as_posix()
