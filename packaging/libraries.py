"""Copies jars with fixed times and order, and without native code of other platforms.

Left out is what holds annotations for compilers alone.
"""

import sys
import time
import zipfile
from pathlib import Path

source, target, epoch, natives = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
when = time.gmtime(epoch)[:6]
for jar in sorted(source.glob("*.jar")):
    if jar.name.startswith("checker-qual-"):
        continue
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(target / jar.name, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.infolist(), key=lambda each: (each.filename != "META-INF/MANIFEST.MF", each.filename)):
            name = entry.filename
            is_native = name.endswith((".so", ".dll", ".dylib", ".jnilib", ".a"))
            if name.endswith("/") or (is_native and not any(part in "/" + name for part in natives)):
                continue
            if "Linux-Musl" in name or "Linux-Android" in name:
                continue
            copy = zipfile.ZipInfo(name, when)
            copy.compress_type = zipfile.ZIP_DEFLATED
            copy.external_attr = 0o644 << 16
            new.writestr(copy, old.read(entry), compresslevel=9)
