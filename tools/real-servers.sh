#!/bin/sh
# What the tests need of real programs: a KDC and an Apache for Windows sign-in; Squid, nginx and pacparser for what is
# written for proxies; Chromium for the page of the drift report; ShellCheck for the examples of pipelines. They are Debian
# packages; internal/realservers/packages.txt lists them.
set -eu

list="$(dirname "$0")/../internal/realservers/packages.txt"
policy=/usr/sbin/policy-rc.d
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

usage() {
  cat <<'EOF'
usage: tools/real-servers.sh install | check
  install  install the Debian packages that are missing; none of their services is left running or enabled. Needs root.
  check    print the Debian packages that are missing; fails if there are any
EOF
}

fail() {
  echo "tools/real-servers.sh: $*" >&2
  exit 1
}

# present tells whether a program is there, or the first file of a pattern.
present() {
  case $1 in
    /*) set -- $1 && test -e "$1" ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# missing prints the packages of which something is not there.
missing() {
  set -f
  while read -r package probes; do
    case $package in '' | '#'* | '['*) continue ;; esac
    for probe in $probes; do
      (set +f && present "$probe") || { echo "$package"; break; }
    done
  done <"$list"
  set +f
}

# services prints the services that packages come with.
services() {
  dpkg -L "$@" | sed -n -e 's|^.*/lib/systemd/system/\([^@/]*\)\.service$|\1|p' -e 's|^/etc/init\.d/\([^/]*\)$|\1|p' | sort -u
}

# disable ends services, in case that the machine's own policy let them start, and keeps them from starting with the machine.
disable() {
  for service; do
    if command -v systemctl >/dev/null; then
      systemctl --quiet disable --now "$service" 2>/dev/null || systemctl --quiet disable "$service" 2>/dev/null || true
    fi
    if [ -e "/etc/init.d/$service" ]; then
      "/etc/init.d/$service" stop >/dev/null 2>&1 || true
      update-rc.d "$service" disable >/dev/null 2>&1 || true
    fi
  done
}

check() {
  packages=$(missing)
  [ -n "$packages" ] || return 0
  echo "$packages"
  return 1
}

install() {
  packages=$(missing | tr '\n' ' ')
  [ -n "$packages" ] || { echo "nothing is missing"; return; }
  command -v apt-get >/dev/null || fail "there is no apt-get here: install the equivalents of $packages"
  [ "$(id -u)" = 0 ] || fail "only root can install packages: sudo tools/real-servers.sh install"
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086 # a list
  apt-get install -y -qq --no-install-recommends $packages
  # shellcheck disable=SC2046,SC2086 # lists
  disable $(services $packages)
  check || fail "the packages above were installed, but something of them is not where it is looked for"
}

case ${1-} in
  install) install ;;
  check) check ;;
  *)
    usage >&2
    exit 2
    ;;
esac
