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

start() {
  exec "$java" -Xms400m -Xmn32m -Xmx1g -XX:+UseSerialGC -XX:-UsePerfData -XX:MaxTenuringThreshold=1 \
    -XX:CompileThresholdScaling=2 -XX:Tier4InvocationThreshold=30000 -XX:Tier4MinInvocationThreshold=4000 \
    -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=200000 -XX:MaxInlineSize=20 -XX:FreqInlineSize=80 \
    -XX:InlineSmallCode=1000 -XX:CompileCommand=quiet '-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::implCompress*,0.01' \
    '-XX:CompileCommand=dontinline,sun.security.provider.*::implCompress' \
    '-XX:CompileCommand=dontinline,sun.security.provider.DigestBase::implCompressMultiBlock' \
    '-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.CipherBlockChaining::*,0.01' \
    -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
    --enable-native-access=ALL-UNNAMED -Xlog:disable -Djava.awt.headless=true "$@"
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
start -Xshare:auto -XX:SharedArchiveFile="$archive" -Dpalimpsest.terminal=$terminal -Dpalimpsest.launcher="$root/bin/palimpsest" \
  -cp "$path" org.palimpsest.cli.Main "$@"
