#!/bin/sh
# usage: tests/systemd_boot/boot.sh
# Boots a real systemd in a container made for it, installs the built wheel there as the README says, and lets inside.py
# look at the service. Needs root, systemd-nspawn and debootstrap, and a Debian mirror and a package index in reach; says
# what is missing and ends with 0 where it cannot run. At most ten minutes, and nothing is left but .cache/systemd-boot.
set -eu
cd "$(dirname "$0")/../.."
LIMIT=${SYNCD_BOOT_SECONDS:-570}

not_run() {
  echo "systemd boot test not run: $*"
  exit 0
}
[ "$(id -u)" = 0 ] || not_run "needs root"
for tool in systemd-nspawn debootstrap python3 timeout; do
  command -v "$tool" >/dev/null || not_run "needs $tool"
done
python3 -m pip --version >/dev/null 2>&1 || not_run "needs pip, to build the wheel"

# The whole of it is bounded: this script runs itself once more under a clock, which ends its children, too.
if [ -z "${SYNCD_BOOT_CLOCK:-}" ]; then
  SYNCD_BOOT_CLOCK=1 exec timeout --kill-after=20 "$LIMIT" sh tests/systemd_boot/boot.sh
fi

cache=.cache/systemd-boot
base=$cache/base
mkdir -p "$cache"
rm -rf "$cache"/run.*
work=$(mktemp -d "$PWD/$cache/run.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

if [ ! -e "$base.ready" ]; then
  echo "systemd boot test: making a Debian in $base, once"
  rm -rf "$base"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,pipx,python3-venv,ca-certificates \
    bookworm "$base" >"$cache/debootstrap.log" 2>&1 || not_run "debootstrap failed; $cache/debootstrap.log says why"
  touch "$base.ready"
fi
tree=$work/tree
cp -a "$base" "$tree"
mkdir -p "$tree/home/alice" # something that the service must not see

echo "systemd boot test: building the wheel"
python3 -m pip wheel --quiet --no-deps --wheel-dir "$work/wheel" .
install -D -m 644 tests/systemd_boot/inside.py "$tree/opt/check/inside.py"
install -m 644 tests/systemd_boot/probe.py "$tree/opt/check/probe.py"
install -m 644 -t "$tree/opt/check" "$work"/wheel/*.whl

# What tells pip here where packages are tells pip there, too.
set --
for name in $(env | sed -n 's/^\(PIP_[A-Z_]*\)=.*/\1/p'); do
  set -- "$@" "--setenv=$name=$(printenv "$name")"
done
for file in /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
  [ ! -e "$file" ] || set -- "$@" "--bind-ro=$file"
done
container() { systemd-nspawn --quiet --directory="$tree" --machine="syncd-boot-$$" --register=no --keep-unit "$@"; }

container --pipe /bin/true >"$cache/console.log" 2>&1 || not_run "systemd-nspawn starts nothing here; $cache/console.log says why"
container --pipe --resolv-conf=copy-host "$@" /bin/sh -c \
  'python3 -m venv /tmp/try && /tmp/try/bin/pip download --quiet --no-deps --dest /tmp/try httpx' >"$cache/console.log" 2>&1 ||
  not_run "no packages in reach of the container; $cache/console.log says why"

echo "systemd boot test: installing it with pipx"
container --pipe --resolv-conf=copy-host "$@" --setenv=PIPX_HOME=/opt/pipx --setenv=PIPX_BIN_DIR=/usr/local/bin \
  /bin/sh -c 'pipx install --python /usr/bin/python3 /opt/check/*.whl'

cat >"$tree/etc/systemd/system/check.service" <<'UNIT'
[Unit]
Description=looks at syncd's service, and ends this machine
After=multi-user.target
SuccessAction=poweroff-force
FailureAction=poweroff-force

[Service]
Type=oneshot
ExecStart=/usr/bin/python3 -u /opt/check/inside.py
StandardOutput=append:/opt/check/log
StandardError=append:/opt/check/log
TimeoutStartSec=6min

[Install]
WantedBy=default.target
UNIT
container --pipe /bin/systemctl enable check.service >/dev/null 2>&1

echo "systemd boot test: booting"
container --boot >"$cache/console.log" 2>&1 </dev/null || true
[ -s "$tree/opt/check/log" ] || not_run "no machine boots in a container here; $cache/console.log says why"
cat "$tree/opt/check/log"
if grep -q '^all of it holds$' "$tree/opt/check/log"; then
  exit 0
fi
echo "systemd boot test failed; $cache/console.log has the console" >&2
exit 1
