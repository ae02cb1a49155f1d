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
app=$root/lib/app
java=$root/lib/runtime/bin/java

start() {
  exec "$java" -Xms400m -Xmn64m -Xmx1g -XX:+UseSerialGC -XX:-UsePerfData -XX:CompileThresholdScaling=3 \
    -XX:MaxInlineSize=20 -XX:FreqInlineSize=150 \
    -XX:CompileCommand=quiet '-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::implCompress*,0.01' \
    -Xshare:auto -Xlog:disable -Djava.awt.headless=true "$@"
}

# Two archives hold classes ready to use: those of Java and those of the program. They fit this place and machine
# alone, so they are made here and not shipped; without them everything works, a little later.
if [ "${1:-}" = --prepare ]; then
  "$java" -Xshare:dump -XX:+UseSerialGC >/dev/null 2>&1
  rehearsal=$(mktemp -d) || exit 70
  trap 'rm -rf "$rehearsal"' EXIT
  printf '[run]\nverify = "all"\n' >"$rehearsal/config.toml"
  (start -XX:ArchiveClassesAtExit="$root/lib/palimpsest.jsa" -Dpalimpsest.terminal= -Dpalimpsest.launcher="$root/bin/palimpsest" \
    -cp "$app/*" org.palimpsest.cli.Rehearsal "$rehearsal") >/dev/null 2>&1
  exit 0
fi

archive=
if [ -r "$root/lib/palimpsest.jsa" ]; then
  archive=-XX:SharedArchiveFile=$root/lib/palimpsest.jsa
elif [ -w "$root/lib" ]; then
  echo "palimpsest: preparing a fast start, once; this takes some seconds" >&2
  "$0" --prepare
  [ -r "$root/lib/palimpsest.jsa" ] && archive=-XX:SharedArchiveFile=$root/lib/palimpsest.jsa
fi
terminal=
[ -t 0 ] && terminal=in
[ -t 1 ] && terminal=$terminal,out
[ -t 2 ] && terminal=$terminal,err
# Without a locale Java takes file names for ASCII, and every other letter in them would be lost.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  '' | C | POSIX) LC_ALL=C.UTF-8 && export LC_ALL ;;
esac
start ${archive:+"$archive"} -Dpalimpsest.terminal=$terminal -Dpalimpsest.launcher="$root/bin/palimpsest" \
  -cp "$app/*" org.palimpsest.cli.Main "$@"
