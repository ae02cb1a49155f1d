"""Packs a folder as a Debian package that lies in /usr/lib, with fixed times, order and owners: two builds give the same bytes.

What it depends on is asked of the system that it is built on: the packages that hold the libraries which its own need.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

image, target, version, epoch = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
here = Path(__file__).parent / "deb"


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def dependencies():
    needed = set()
    for library in image.rglob("*.so"):
        for line in said("objdump", "-p", library).splitlines():
            if "NEEDED" in line:
                needed.add(line.split()[1])
    own = {library.name for library in image.rglob("*.so")}
    places = dict(re.findall(r"^\s*(\S+) .*=> (\S+)$", said("/sbin/ldconfig", "-p"), re.M))
    packages = set()
    for name in needed - own:
        if name in places:
            # A file of a package may be named by the folder that is a link today.
            for path in (places[name], os.path.realpath(places[name]), places[name].removeprefix("/usr")):
                found = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True).stdout
                if found:
                    packages.add(found.split(":")[0])
                    break
    return ", ".join(sorted(packages))


with tempfile.TemporaryDirectory() as folder:
    tree = Path(folder) / "tree"
    shutil.copytree(image, tree / "usr" / "lib" / "palimpsest", symlinks=True)
    links = {"usr/bin/palimpsest": "bin/palimpsest",
             "usr/share/doc/palimpsest/copyright": "share/doc/LICENSE",
             "usr/share/bash-completion/completions/palimpsest": "share/completion/palimpsest.bash",
             "usr/share/zsh/vendor-completions/_palimpsest": "share/completion/_palimpsest",
             "usr/share/fish/vendor_completions.d/palimpsest.fish": "share/completion/palimpsest.fish"}
    for page in (image / "share/man/man1").iterdir():
        links[f"usr/share/man/man1/{page.name}"] = f"share/man/man1/{page.name}"
    for link, to in links.items():
        (tree / link).parent.mkdir(parents=True, exist_ok=True)
        (tree / link).symlink_to(f"/usr/lib/palimpsest/{to}")
    for path in tree.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    control = tree / "DEBIAN"
    control.mkdir(mode=0o755)
    (control / "control").write_text(f"""Package: palimpsest
Version: {version}
Section: utils
Priority: optional
Architecture: {said("dpkg", "--print-architecture").strip()}
Installed-Size: {size}
Depends: {dependencies()}
Maintainer: Palimpsest <noreply@palimpsest.invalid>
Description: shows what changed in a Messages store, and proves it
 Takes periodic snapshots of an Apple Messages store, proves that they have not
 changed since, says what was deleted and what the evidence supports as the
 cause, and writes it into a signed report that a stranger can check offline.
""")
    for name in ("postinst", "prerm"):
        shutil.copy(here / name, control / name)
        (control / name).chmod(0o755)
    for path in [tree, *tree.rglob("*")]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--uniform-compression", "-b", tree, target],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, stdout=subprocess.DEVNULL)
