# Boots systemd in namespaces of its own, with a cable to the one that this runs in:
#
# unshare -mn sh outside.sh WORK    WORK: a folder with `disk`, what its disk has more than that of this machine, `files`, which are put
#                                   on top of all, and `enable`, a list of units.
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir /run/netns
touch /run/netns/outside
mount --bind /proc/self/ns/net /run/netns/outside
ip link set lo up
# What ends with this process: the machine, and with it all that it has written.
trap 'kill -KILL $!' TERM
unshare -mpnuCi --fork --kill-child sh "${0%/*}/inside.sh" "$@" &
wait $! || :
