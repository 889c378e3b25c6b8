# Sourced: what the npm packages need.

# need_node says why Node.js will not do here, and ends with 3.
need_node() {
  local tool
  for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "$0: $tool is not installed" >&2; exit 3; }
  done
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    { echo "$0: the packages need Node.js 20.19 or later, this is $(node --version)" >&2; exit 3; }
}

# install_npm FOLDER NAME installs exactly what FOLDER/package-lock.json names, once, and sets $modules to it.
install_npm() {
  local cache=${REVOKESPEC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/revokespec}/interop/$2
  if ! cmp -s "$1/package-lock.json" "$cache/package-lock.json"; then
    echo "installing the packages of $1 into $cache" >&2
    # Installed beside its final place and then renamed: a start that was interrupted leaves nothing half done behind.
    local fresh=$cache.$$
    mkdir -p "$fresh"
    cp "$1/package.json" "$1/package-lock.json" "$fresh/"
    npm ci --prefix "$fresh" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
      { rm -rf "$fresh"; echo "$0: npm ci failed, see above" >&2; exit 3; }
    rm -rf "$cache"
    mv "$fresh" "$cache"
  fi
  modules=$cache/node_modules
}
