#!/bin/sh
# Debian's packages for the tests against real servers. As root they are installed; otherwise this says what is missing.
set -eu

packages="wordpress php-cli php-mysql php-gd php-curl php-xml php-mbstring mariadb-server"

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests against a real WordPress are skipped. To have them: apt-get install --no-install-recommends$missing"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086
apt-get install -y -q --no-install-recommends $missing
