#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Dub the demo episode from English into Brazilian Portuguese and show what came of it.
set -euo pipefail
bin=$1
out=out/demo
"$bin/dubbench" dub resources/demo/the-empty-chair.mp4 --from en --to pt-BR -o "$out"
echo
"$bin/dubbench" report "$out"
