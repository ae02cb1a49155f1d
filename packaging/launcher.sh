#!/bin/sh
# Starts an installed Palimpsest. Nothing else is needed on the machine.
set -u

me=$0
while [ -h "$me" ]; do
  to=$(readlink -- "$me")
  case $to in
    /*) me=$to ;;
    *) me=$(dirname -- "$me")/$to ;;
  esac
done
root=$(CDPATH= cd -- "$(dirname -- "$me")/.." && pwd -P) || exit 70
java=$root/lib/runtime/bin/java
# In a fixed order, since an archive of classes fits one order alone.
path=
for jar in "$root"/lib/app/*.jar; do
  path=$path${path:+:}$jar
done

# Java in place of this shell; libraries that are no Java are loaded from beside the jars.
start() {
  exec "$java" "@$root/lib/java.options" "-DZstdNativePath=$root/lib/native/libzstd-jni.so" "-Dorg.sqlite.lib.path=$root/lib/native" "$@"
}

# The archive holds classes ready to use. It fits this place and machine alone, so it is made here and not shipped; without
# it everything works, a little later. Some megabytes of the classes that are used most: a rehearsal tells which, first things first.
if [ "${1:-}" = --prepare ]; then
  rehearsal=$(mktemp -d) || exit 70
  trap 'rm -rf "$rehearsal"' EXIT
  new=$root/lib/.palimpsest.jsa.$$
  {
    (start -Xshare:off -cp "$path" org.palimpsest.cli.Rehearsal forge "$rehearsal")
    (start -Xshare:off -XX:DumpLoadedClassList="$rehearsal/loaded" -cp "$path" org.palimpsest.cli.Rehearsal play "$rehearsal")
    head -n 1900 "$rehearsal/loaded" >"$rehearsal/classes"
    (start -Xshare:dump -XX:SharedClassListFile="$rehearsal/classes" -XX:SharedArchiveFile="$new" -cp "$path")
  } >/dev/null 2>&1
  if [ -s "$new" ]; then
    chmod 644 "$new" && mv -f "$new" "$root/lib/palimpsest.jsa"
  else
    rm -f "$new"
  fi
  exit 0
fi

archive=$root/lib/palimpsest.jsa
if [ ! -r "$archive" ] && [ -w "$root/lib" ]; then
  echo "palimpsest: preparing a fast start, once; this takes some seconds" >&2
  "$0" --prepare
fi
terminal=
[ -t 0 ] && terminal=in
[ -t 1 ] && terminal=$terminal,out
[ -t 2 ] && terminal=$terminal,err
# Without a locale Java takes file names for ASCII, and every other letter in them would be lost.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  '' | C | POSIX) LC_ALL=C.UTF-8 && export LC_ALL ;;
esac
# What these verbs do is done before Java's second compiler has been worth its while; without it they end sooner.
quick=
case ${1:-} in
  config | diff | help | runs | schedule | snapshots | sources | --help | --version) quick=-XX:TieredStopAtLevel=1 ;;
esac
# Unless a whole store is to be read.
for word
do
  case $word in --now | --now=* | --remains) quick= ;; esac
done
start $quick -Xshare:auto -XX:SharedArchiveFile="$archive" -Dpalimpsest.terminal=$terminal -Dpalimpsest.launcher="$root/bin/palimpsest" \
  -cp "$path" org.palimpsest.cli.Main "$@"
