#!/bin/sh
# Installs Debian's Chromium where no browser is found that the browser suite can drive (see PROGRAMS in conftest.py).
set -eu
for program in chromium chromium-browser google-chrome google-chrome-stable \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
  command -v "$program" >/dev/null 2>&1 && exit 0
done
if ! command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium was found. Install Chromium or Chrome, then run this again." >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
echo "Chromium is installed: $(command -v chromium)"
