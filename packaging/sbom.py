"""Writes a CycloneDX 1.5 bill of materials of the libraries as they are shipped, with hashes and licences.

The licences are those that packaging/licences.tsv says of each library; a library that it does not name, or a licence
that is not allowed there, ends this with an error. With --check and the libraries alone, that is all that is done.
"""

import hashlib
import json
import sys
from pathlib import Path

only_check = sys.argv[1] == "--check"
libraries = Path(sys.argv[2 if only_check else 1])
known, allowed = {}, set()
for line in (Path(__file__).parent / "licences.tsv").read_text().splitlines():
    if line and not line.startswith("#"):
        fields = line.split("\t")
        if fields[0] == "allowed":
            allowed.add(fields[1])
        else:
            known[fields[0]] = fields
components = []
for jar in sorted(libraries.glob("*.jar")):
    stem = jar.stem.removesuffix("-unsigned")
    name = max((each for each in known if stem == each or stem.startswith(each + "-")), key=len, default=None)
    if name is None:
        sys.exit(f"packaging/licences.tsv does not name {jar.name}")
    artifact, group, licence, own_version = known[name]
    if licence not in allowed:
        sys.exit(f"the licence of {name}, {licence}, is not allowed")
    rest = stem[len(name):].lstrip("-")
    number = rest or own_version
    components.append({
        "type": "library", "bom-ref": f"pkg:maven/{group}/{artifact}@{number}", "group": group, "name": artifact,
        "version": number, "purl": f"pkg:maven/{group}/{artifact}@{number}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(jar.read_bytes()).hexdigest()}],
        "licenses": [{"license": {"id": licence}}],
    })
if not components:
    sys.exit(f"there is no library in {libraries}")
if only_check:
    sys.exit(0)
release, version, stamp = Path(sys.argv[2]), sys.argv[3], sys.argv[4]
facts = dict(line.split("=", 1) for line in release.read_text().splitlines() if "=" in line)
java = facts.get("JAVA_VERSION", "17").strip('"')
components.append({"type": "platform", "bom-ref": f"openjdk@{java}", "name": "OpenJDK runtime", "version": java,
                   "licenses": [{"license": {"id": "GPL-2.0-with-classpath-exception"}}]})
print(json.dumps({
    "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
    "metadata": {"timestamp": stamp, "component": {"type": "application", "name": "palimpsest", "version": version,
                                                    "licenses": [{"license": {"id": "Apache-2.0"}}]}},
    "components": components,
}, indent=1))
