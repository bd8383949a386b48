# The first process of the machine: what `outside.sh` starts.
set -eu
work=$1 root=$1/root
ip link add eth0 type veth peer name out0 netns outside
ip -n outside link set out0 up

# What the machine writes is gone with it.
mkdir -p "$root" "$work/upper"
mount -t tmpfs tmpfs "$work/upper"
mkdir "$work/upper/upper" "$work/upper/work"
# A layer must not lie in another one.
cp -a "$work/disk/." "$work/upper/upper/"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper/upper,workdir=$work/upper/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
for folder in dev tmp var/tmp; do mount -t tmpfs tmpfs "$root/$folder"; done
mkdir "$root/dev/pts" "$root/dev/shm"
for device in null zero full random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
touch "$root/dev/console"

# Nothing of the machine below is started but what a system needs.
rm -rf "$root/etc/systemd/system" "$root/var/log/journal" "$root/usr/lib/systemd/system-generators" "$root/etc/fstab"
mkdir "$root/etc/systemd/system"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
cp -r "$work/files/." "$root/"
systemctl --root="$root" enable $(cat "$work/enable") >/dev/null 2>&1

touch "$work/ready"
cd "$root"
mkdir before
pivot_root . before
exec env -i container=secgroup PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C sh -c '
  umount -l /before
  exec /lib/systemd/systemd --unit=multi-user.target --log-target=console --show-status=1 >/dev/console 2>&1 </dev/null'
