"""Packs a Debian package again, with fixed times, order and owners, so that two builds give the same bytes."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

source, target, epoch = sys.argv[1], sys.argv[2], int(sys.argv[3])
with tempfile.TemporaryDirectory() as folder:
    tree = Path(folder) / "tree"
    subprocess.run(["dpkg-deb", "-R", source, tree], check=True)
    for path in [tree, *tree.rglob("*")]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--uniform-compression", "-b", tree, target],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, stdout=subprocess.DEVNULL)
