#!/bin/sh
# Boots the Debian below the folder $1 as a machine: systemd as process 1, a network of its own.
#
# Runs in mounts that are ours alone (machine.py), and becomes process 1 of the machine. The kernel
# ends all of it with the process that started us.
set -eu
root=$1

if [ "${2-}" != inside ]; then
  # A group of its own, so that this systemd sees itself at the top and touches no other.
  groups=$(mktemp -d)
  mount -t cgroup2 cgroup2 "$groups"
  mkdir -p "$groups/one-story-$$"
  echo $$ >"$groups/one-story-$$/cgroup.procs"
  umount "$groups" && rmdir "$groups"
  exec unshare --mount --propagation unchanged --net --uts --ipc --cgroup --pid --fork --kill-child \
    sh "$0" "$root" inside
fi

hostname one-story-test
ip link set lo up
cd "$root"
# Nobody sits in front of this machine.
ln -sf /dev/null etc/systemd/system/console-getty.service
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
  touch "dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for pair in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${pair%:*}" "dev/${pair#*:}"; done
touch dev/console
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
exec env -i container=chroot PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  chroot . /lib/systemd/systemd --log-target=journal --show-status=no
