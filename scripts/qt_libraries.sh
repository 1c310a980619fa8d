#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The system libraries that the window needs on Linux; everything else of dubbench works without them.
set -euo pipefail
packages="libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-noto-core fonts-noto-cjk"
[ "$(uname -s)" = Linux ] || exit 0
known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
missing=0
for library in libEGL.so.1 libGL.so.1 libxkbcommon.so.0 libdbus-1.so.3 libfontconfig.so.1 libglib-2.0.so.0; do
  case $known in *"$library"*) ;; *) missing=1 ;; esac
done
[ "$missing" = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Libraries of the window are missing; installing $packages." >&2
  # shellcheck disable=SC2086 - a list of packages
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null || true
else
  echo "The window needs libraries that are missing. On Debian or Ubuntu: sudo apt-get install $packages" >&2
fi
