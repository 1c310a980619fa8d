"""jobs: long work on executors; imports domain and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
