#!/usr/bin/env bash
# The disk fills up while people write: what cannot be kept is refused with what to do, what was acknowledged stays, reading goes on, and when
# there is room again so does writing. A file system of its own, small, made in a name space of this test where the user may not mount.
#   disk_full.sh MUSTER
set -euo pipefail
if [ -z "${MOUNTED:-}" ]; then
  for way in "--user --map-root-user --mount" "--mount"; do
    # shellcheck disable=SC2086  # words of options
    if unshare $way mount -t tmpfs -o size=1m tmpfs /mnt 2>/dev/null; then MOUNTED=1 exec unshare $way "$0" "$@"; fi
  done
  echo "skipped: this machine lets nobody mount a small file system" >&2
  exit 77
fi
muster=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tests/support/city.sh"
mkdir "$folder/disk"
mount -t tmpfs -o size=80m tmpfs "$folder/disk"
"$muster" init --data "$folder/disk/city" --demo --roads none >/dev/null
MUSTER=$muster CITY=$folder/disk/city DISK=$folder/disk "$node" "$here/disk_full.mjs"
"$muster" check --data "$folder/disk/city"
umount "$folder/disk"
