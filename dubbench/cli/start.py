"""The door of the program: Ctrl-C is answered before anything else is loaded."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.cli.leaving import leave_on_ctrl_c
from dubbench.cli.streams import stand_in


def run() -> None:
    """Start the program."""
    leave_on_ctrl_c()
    stand_in()
    from dubbench.cli.main import run as program

    program()


if __name__ == "__main__":
    run()
