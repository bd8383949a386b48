# Installs packages on a disk of its own, which lies on top of this machine's: unshare -m sh install.sh FOLDER PACKAGE...
set -eu
folder=$1
shift
mount --make-rprivate /
mkdir -p "$folder/disk" "$folder/work" "$folder/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/disk,workdir=$folder/work" "$folder/root"
for name in proc sys dev; do mount --rbind "/$name" "$folder/root/$name"; done
mount -t tmpfs tmpfs "$folder/root/run"
# Nothing is started here.
printf '#!/bin/sh\nexit 101\n' >"$folder/root/usr/sbin/policy-rc.d"
chmod +x "$folder/root/usr/sbin/policy-rc.d"
export DEBIAN_FRONTEND=noninteractive
chroot "$folder/root" sh -ec 'apt-get update -qq; dpkg --configure -a; apt-get install -qq -y --no-install-recommends "$@"' sh "$@"
