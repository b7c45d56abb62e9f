# shellcheck shell=bash
# What ./run, ./test and tools/check share: packages, Node.js, the browser application's packages, the build. Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
started=$SECONDS

say() { printf '\033[1m[%3ds] %s\033[0m\n' $((SECONDS - started)) "$*" >&2; }
die() { printf '\033[31m%s\033[0m\n' "$*" >&2; exit 3; }

# packages_of GROUP…: names listed in packages.txt under these headings.
packages_of() {
  local group
  for group in "$@"; do
    awk -v want="[$group]" '{ sub(/#.*/, ""); gsub(/[ \t]+$/, "") } /^\[/ { on = ($0 == want); next } on && NF { print $1 }' "$root/packages.txt"
  done
}

# A new enough Node.js of the machine's own (20.19, or 22.12 and later) makes Debian's needless.
node_is_new() {
  command -v "${1:-node}" >/dev/null 2>&1 || return 1
  "${1:-node}" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
}

# install_missing GROUP…: apt-get, only for what is not there.
install_missing() {
  [ -r /etc/debian_version ] && command -v apt-get >/dev/null || { say "不是 Debian：请自备 packages.txt 所列 · not Debian: provide what packages.txt lists"; return 0; }
  local missing=() name
  while read -r name; do
    case $name in nodejs | npm) node_is_new && command -v npm >/dev/null && continue ;; esac
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$name" 2>/dev/null || true)" = "ii " ] || missing+=("$name")
  done < <(packages_of "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "缺少软件包，请以 root 执行 · packages are missing, as root run: apt-get install --no-install-recommends ${missing[*]}"
    as=(sudo)
  fi
  say "安装 ${#missing[@]} 个软件包 · apt-get installs ${#missing[@]} packages: ${missing[*]}"
  local log; log=$(mktemp)
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >"$log" 2>&1 &&
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >>"$log" 2>&1 ||
    { tail -20 "$log" >&2; die "安装失败 · the installation failed; its log is $log"; }
  rm -f "$log"
}

# Puts a Node.js into PATH that Vite can use; Debian 12's own is too old, the npm registry carries the binary.
provide_node() {
  if ! node_is_new || ! command -v npm >/dev/null; then
    local own="$root/.node/node_modules" arch=x64
    [ "$(uname -m)" = aarch64 ] && arch=arm64
    if ! node_is_new "$own/node-linux-$arch/bin/node"; then
      say "取 Node.js 22（只用于构建界面）· fetching Node.js 22, for building the browser application only"
      mkdir -p "$root/.node"
      npm install --prefix "$root/.node" --no-audit --no-fund --loglevel=error "node-linux-$arch@22" "npm@10" >&2 ||
        die "取不到 Node.js · Node.js could not be fetched from the npm registry"
    fi
    export PATH="$own/node-linux-$arch/bin:$own/.bin:$PATH"
  fi
}

# npm ci, again only when the lock has changed.
provide_ui_packages() {
  [ -f "$root/ui/package-lock.json" ] || return 0
  local stamp="$root/ui/node_modules/.muster-lock" sum
  sum=$(sha256sum "$root/ui/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null || true)" = "$sum" ] && return 0
  say "安装界面依赖 · npm ci"
  (cd "$root/ui" && npm ci --no-audit --no-fund --loglevel=error >&2) || die "npm ci 失败 · npm ci failed"
  printf '%s\n' "$sum" >"$stamp"
}

# build [PRESET [TARGET …]]: configures when needed; compiles all of it, or the targets named.
build() {
  local preset=${1:-release}
  shift || true
  export CCACHE_DIR="${CCACHE_DIR:-$HOME/.cache/ccache}"
  [ -f "$root/build/$preset/build.ninja" ] || say "准备构建 · configuring ($preset)"
  (cd "$root" && cmake --preset "$preset" >"$root/build/.configure.log" 2>&1) || { tail -30 "$root/build/.configure.log" >&2; die "cmake 失败 · cmake failed"; }
  say "编译（首次约十分钟）· compiling (about ten minutes the first time)"
  ninja -C "$root/build/$preset" "$@" >&2 || die "编译失败 · the build failed"
}
