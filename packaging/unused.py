"""Names what of Java the program has no use for: windows, sound, printers, and the tool for keys.

The list is for jlink's --exclude-resources. No package of a module may be empty, so one small class of each stays. What is left is tested by the report that the demo makes from the image.
"""

import re
import subprocess
import sys
from pathlib import Path

UNUSED = {
    "java.desktop": r"javax/(swing|sound)/|sun/swing/|com/sun/java/swing/|com/sun/media/sound/|sun/print/"
                    r"|sun/awt/X11/|sun/java2d/(x11|xr|opengl|jules)/|sun/awt/(windows|macosx)/|javax/print/|sun/applet/",
    "java.base": r"sun/security/tools/",
}
jdk = Path(sys.argv[1])
for module, unused in UNUSED.items():
    listed = subprocess.run([jdk / "bin" / "jmod", "list", jdk / "jmods" / f"{module}.jmod"], check=True, capture_output=True, text=True)
    names = [line[len("classes/"):] for line in listed.stdout.split() if re.match(rf"classes/({unused})", line)]
    kept = {}
    for name in sorted(names, key=lambda each: (not each.endswith(".class"), len(each), each)):
        kept.setdefault(name.rpartition("/")[0], name)
    for name in sorted(set(names) - set(kept.values())):
        print(f"/{module}/{name}")
