# shellcheck shell=bash
# To be sourced: find_jdk prints the home of a JDK 25 or later, or nothing.

is_jdk25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ -n "$version" ] && [ "$version" -ge 25 ]
}

find_jdk() {
  local candidate
  for candidate in \
    "${JAVA_HOME:-}" \
    /usr/lib/jvm/* \
    "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* \
    /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$(/usr/libexec/java_home -v 25+ 2>/dev/null || true)"; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
  if candidate=$(command -v java); then
    candidate=$(dirname "$(dirname "$(readlink -f "$candidate" 2>/dev/null || printf '%s' "$candidate")")")
    if is_jdk25 "$candidate"; then
      printf '%s' "$candidate"
    fi
  fi
}
