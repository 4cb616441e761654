# Shell functions, to be sourced: the Debian packages that parts of Headgate need on the host.

# package_present PACKAGE: is it there? Asked of a command or file it brings, so that other systems and self-built tools count too.
package_present() {
  case $1 in
    bind9-dnsutils)          has_command dig ;;
    iproute2)                has_command ip ;;
    iputils-ping)            has_command ping ;;
    tcpreplay)               has_command tcprewrite ;;
    libc6-dev)               [ -e /usr/include/stdio.h ] ;;
    libnetfilter-queue-dev)  [ -e /usr/include/libnetfilter_queue/libnetfilter_queue.h ] ;;
    libpcap0.8)              [[ $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) == *"libpcap.so.0.8 "* ]] ;;
    *)                       has_command "$1" ;;
  esac
}

# The administrator's folders are not on the path of an ordinary user.
has_command() {
  PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null
}

# need_packages PACKAGE...: installs what is missing. 1 if that cannot be done; what to do is then on stderr.
need_packages() {
  local package missing=()
  for package in "$@"; do
    package_present "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0

  if [ "$(id -u)" -ne 0 ] || ! has_command apt-get; then
    echo "headgate: missing: ${missing[*]}" >&2
    echo "headgate: install with: sudo apt-get install ${missing[*]} (these are Debian's names)" >&2
    return 1
  fi

  echo "headgate: installing ${missing[*]}" >&2
  {
    # A failing update is not fatal: what is known already may suffice.
    DEBIAN_FRONTEND=noninteractive apt-get -q update ||
      echo "headgate: apt-get update failed, trying with the lists at hand"
    DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
  } >&2 </dev/null

  for package in "${missing[@]}"; do
    package_present "$package" || { echo "headgate: could not install $package" >&2; return 1; }
  done
}
