#!/usr/bin/env python3
"""Checks what Palimpsest gives away, with Python's standard library and openssl alone.
    verify.py FILE...    report.json, a redacted copy, a proof, an entry's .tlog-proof, a consistency proof, a dated checkpoint's .tsr
    verify.py FOLDER...  a report, a package, or a custody folder
    --trust, --trust-time CERT.pem  certificates that seals, and timestamps, must rest on
    --log-key FILE  the log.pub that signs checkpoints    --known FILE  an earlier checkpoint that a log or its proof must extend """
import argparse, base64, glob, hashlib, json, os, pathlib, subprocess, sys, tempfile
sha, b64 = lambda b: hashlib.sha256(b).digest(), lambda s: base64.b64decode(s, validate=True)
leaf, node = lambda b: sha(b"\0" + b), lambda l, r: sha(b"\1" + l + r)
def need(ok, why):
    if not ok: raise ValueError(why)
def read(*path): return pathlib.Path(*path).read_bytes()
def unique(pairs): need(len(dict(pairs)) == len(pairs), "a member twice"); return dict(pairs)
def parse(data): return json.loads(data.decode("utf-8"), object_pairs_hook=unique)
def canon(v):                       # RFC 8785 for what occurs here: no fractions
    if isinstance(v, dict):
        return "{" + ",".join(canon(k) + ":" + canon(v[k]) for k in sorted(v, key=lambda k: k.encode("utf-16-be"))) + "}"
    need(not isinstance(v, float), "a fraction"); return "[" + ",".join(map(canon, v)) + "]" if isinstance(v, list) else json.dumps(v, ensure_ascii=False)
data_of, cut = lambda v: canon(v).encode("utf-8"), lambda d, i: d[i:tlv(d, i)[1]]
def root(h):                        # RFC 6962, 2.1, over leaf hashes
    while len(h) > 1: h = [node(*h[i:i + 2]) if i + 1 < len(h) else h[i] for i in range(0, len(h), 2)]
    return h[0] if h else sha(b"")
def inclusion(h, index, size, path, want):      # RFC 9162, 2.1.3.2
    need(0 <= index < size, "no such place"); last = size - 1
    for p in path:
        need(last > 0, "a path too long"); right = index % 2 or index == last
        h = node(p, h) if right else node(h, p)
        while right and index and index % 2 == 0: index, last = index // 2, last // 2
        index, last = index // 2, last // 2
    need(last == 0 and h == want, "a path does not lead to the root")
def consistency(old, new, path, a, b):          # RFC 9162, 2.1.4.2
    need(0 < old <= new, "sizes that show nothing"); path = list(path); m, n = old - 1, new - 1
    if old == new: need(not path and a == b, "two logs of one size differ"); return
    while m % 2: m, n = m // 2, n // 2
    x = y = a if old & (old - 1) == 0 else path.pop(0)
    for p in path:
        need(n > 0, "a path too long"); right = m % 2 or m == n; x, y = (node(p, x), node(p, y)) if right else (x, node(y, p))
        while right and m and m % 2 == 0: m, n = m // 2, n // 2
        m, n = m // 2, n // 2
    need(n == 0 and x == a and y == b, "the later log does not extend the earlier one")
def openssl(*args, **files):
    with tempfile.TemporaryDirectory() as d:
        list(map(lambda f: pathlib.Path(d, f[0]).write_bytes(f[1]), files.items())); return subprocess.run(["openssl"] + list(args), cwd=d, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
def certificates(p7): return openssl("pkcs7", "-inform", "DER", "-in", "p7", "-print_certs", p7=p7).stdout
def seal(p7s, content):             # a detached CMS signature
    args = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "p7s", "-content", "content", "-out", os.devnull] + (["-CAfile", os.path.abspath(OPT.trust), "-partial_chain", "-no_check_time", "-purpose", "any"] if OPT.trust else ["-noverify"])
    need(openssl(*args, p7s=p7s, content=content).returncode == 0, "the seal does not verify")
    print("  sealed by", openssl("x509", "-in", "c", "-noout", "-fingerprint", "-sha256", c=certificates(p7s)).stdout.decode().strip())
    signer = parts(p7s, parts(p7s, parts(p7s, parts(p7s, parts(p7s)[1])[0])[-1])[0])
    if p7s[signer[-1]] == 0xa1:     # the only unsigned attribute that there may be: a timestamp over the signature value
        kind, values = parts(p7s, parts(p7s, signer[-1])[0]); need(cut(p7s, kind).hex() == "060b2a864886f70d010910020e", "an attribute of another kind")
        value = parts(p7s, values)[0]; timestamp(cut(p7s, value), p7s[tlv(p7s, signer[-2])[0]:tlv(p7s, signer[-2])[1]])
def tlv(d, i):                      # where the content of the DER value at i begins and ends
    k = d[i + 1] & 127 if d[i + 1] > 127 else 0; start = i + 2 + k; return start, start + (int.from_bytes(d[i + 2:start], "big") if k else d[i + 1])
def parts(d, i=0):                  # where the values inside begin
    (i, end), found = tlv(d, i), []
    while i < end: found.append(i); i = tlv(d, i)[1]
    return found
def timestamp(token, data):         # RFC 3161; without --trust-time by the certificates inside
    trust = read(OPT.trust_time) if OPT.trust_time else certificates(token); ok = openssl("ts", "-verify", "-token_in", "-in", "t", "-data", "d", "-CAfile", "c", "-partial_chain", "-no_check_time", t=token, d=data, c=trust)
    need(ok.returncode == 0, "the timestamp does not verify"); print("  dated", *[l for l in openssl("ts", "-reply", "-token_in", "-in", "t", "-token_out", "-text", t=token).stdout.decode(errors="replace").splitlines() if l.startswith("Time stamp")])
def checkpoint(text, key):          # C2SP signed note with Ed25519; returns size and root
    body, _, signatures = text.rpartition("\n\n"); name, ident, public = key.strip().split("+", 2)
    origin, size, hashed = (body + "\n").split("\n")[:3]; public = b64(public); body = (body + "\n").encode()
    need(sha(name.encode() + b"\n" + public)[:4].hex() == ident and public[0] == 1, "not a key"); der = bytes.fromhex("302a300506032b6570032100") + public[1:]
    need(origin == name and body.count(b"\n") == 3, "a checkpoint of another log"); line = [s.split(" ")[2] for s in signatures.strip().split("\n") if s.split(" ")[1] == name]
    need(len(line) == 1 and b64(line[0])[:4].hex() == ident, "not signed by this key")
    need(openssl("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "k", "-rawin", "-in", "m", "-sigfile", "s",
                 k=der, m=body, s=b64(line[0])[4:]).returncode == 0, "the checkpoint's signature is wrong")
    print("  log key, SHA-256", sha(der).hex()); return int(size), b64(hashed)
def log_key(beside=""): return read(OPT.log_key or beside).decode()
def statement(s, key, size, top):   # one snapshot of a proof
    manifest, entry, want = s["manifest"], s["entry"], bytes.fromhex(s["manifest"]["records"]["root"]); prefix = (key + " ").encode(); lines = manifest["records"]["lines"]
    place = lambda p, path: inclusion(leaf(p["line"].encode()), p["index"], lines, list(map(b64, path)), want)
    if "presence" in s:
        p, r = s["presence"], s["record"]; k, content, state = p["line"].split(" "); salt = bytes.fromhex(r["salt"])
        need(k == key and p["size"] == lines, "another record's line"); place(p, p["path"]); need(sha(salt + data_of(r["content"])).hex() == content, "not the record that was sealed")
        need("state" not in r or sha(salt + data_of(r["state"])).hex() == state, "not the state that was sealed")
    else:
        a = s["absence"]; low, high = a.get("below"), a.get("above"); need(a["size"] == lines, "another list"); tail = low["path"][len(low["path"]) - a["shared"]:] if low and high else []
        need((low["index"] + 1 if low else 0) == (high["index"] if high else lines) and (low or high or want == sha(b"")), "the lines are not neighbours")
        if low: need(low["line"].encode() < prefix, "not below"); place(low, low["path"])
        if high: need(high["line"].encode() > prefix and not high["line"].encode().startswith(prefix), "not above"); place(high, high["path"] + tail)
    need(entry["action"] == "snapshot" and entry["snapshot"] == dict(entry["snapshot"], id=sha(data_of(manifest)).hex(), root=want.hex()), "the entry is about another snapshot")
    inclusion(leaf(data_of(entry)), entry["seq"] - 1, size, list(map(b64, s["entryPath"])), top)
    print("  %s %s a snapshot of %s as of %s" % (key, "is in" if "presence" in s else "IS NOT in", manifest["device"]["label"], manifest["asOf"]))
def proof(data):
    file = parse(data); need(set(file) == {"proof", "seal"} and data_of(file) == data, "not in canonical form")
    p = file["proof"]; need(p["schema"] == "palimpsest/proof/1" and p["statements"], "not a proof"); seal(b64(file["seal"]), data_of(p))
    need(not OPT.log_key or p["logKey"] == log_key().strip(), "another log's key"); size, top = checkpoint(p["checkpoint"], p["logKey"])
    for s in p["statements"]: statement(s, p["key"], size, top)
def redacted(data):                 # values shown with their salts, or commitments alone
    f = parse(data); need(set(f) == {"parts", "schema", "seal", "values"} and data_of(f) == data, "not in canonical form"); seal(b64(f["seal"]), data_of(f["parts"]))
    hidden, lines = [v for v in f["values"] if set(v) == {"path", "commitment"}], []
    for v in f["values"]:
        need(v in hidden or set(v) == {"path", "salt", "value"}, "a value neither shown nor kept back")
        lines.append((v["path"] + "\n" + (v["commitment"] if "commitment" in v else sha(bytes.fromhex(v["salt"]) + data_of(v["value"])).hex())).encode())
    need(len(lines) == f["parts"]["count"] and root(list(map(leaf, lines))).hex() == f["parts"]["root"], "not the values that were sealed"); print("  %d values of report %s, %d kept back" % (len(lines), f["parts"]["report"], len(hidden)))
def log_proof(data, path):          # c2sp.org/tlog-proof@v1; the entry lies beside as NAME.json
    head, _, note = data.decode().partition("\n\n"); lines = head.split("\n"); size, top = checkpoint(note, log_key(os.path.join(os.path.dirname(path), "log.pub")))
    inclusion(leaf(read(path[:-len(".tlog-proof")] + ".json")), int(lines[1].split(" ")[1]), size, list(map(b64, lines[2:])), top)
def extension(data, path):          # "old N", hashes, empty line, checkpoint (C2SP tlog-witness)
    head, _, note = data.decode().partition("\n\n"); lines = head.split("\n"); key = log_key(os.path.join(os.path.dirname(path), "log.pub"))
    need(OPT.known, "name the earlier checkpoint with --known"); old = checkpoint(read(OPT.known).decode(), key); new = checkpoint(note, key)
    need(int(lines[0].split(" ")[1]) == old[0], "about another checkpoint"); consistency(old[0], new[0], list(map(b64, lines[1:])), old[1], new[1])
def log(folder):                    # a whole custody log; returns the snapshots that it names
    text = read(folder, "log.jsonl"); lines = text.split(b"\n"); need(lines.pop() == b"", "a half-written last line")
    hashes, prev, named = [leaf(l) for l in lines], "0" * 64, {}
    for n, line in enumerate(lines):
        entry = parse(line); need(entry["seq"] == n + 1 and entry["prev"] == prev, "line %d is out of place" % (n + 1)); prev = hashes[n].hex()
        if entry["action"] in ("snapshot", "import"): named[entry["snapshot"]["id"]] = entry["snapshot"]["root"]
    key = log_key(os.path.join(folder, "log.pub")); size, top = checkpoint(read(folder, "checkpoint").decode(), key)
    need(size == len(lines) and root(hashes) == top, "not the lines that were signed")
    for name in sorted(glob.glob(os.path.join(glob.escape(folder), "stamps", "*.tsr"))): check(name)
    if OPT.known: s, t = checkpoint(read(OPT.known).decode(), key); need(0 < s <= size and root(hashes[:s]) == t, "not an extension of the known checkpoint")
    return named
def listed(folder, name, alg):      # a BagIt manifest: every file as listed
    rows = dict(reversed(l.split("  ", 1)) for l in read(folder, name).decode().splitlines())
    for path, want in rows.items(): need(".." not in path.split("/") and path[0] != "/" and hashlib.new(alg, read(folder, path)).hexdigest() == want, "changed: " + path)
    return set(rows)
def package(folder):
    found = {os.path.relpath(os.path.join(d, f), folder).replace(os.sep, "/") for d, _, fs in os.walk(folder) for f in fs}
    seal(read(folder, "tagmanifest-sha256.txt.p7s"), read(folder, "tagmanifest-sha256.txt")); tags = listed(folder, "tagmanifest-sha256.txt", "sha256")
    for alg in ("sha256", "sha512"): need(listed(folder, "manifest-%s.txt" % alg, alg) == {p for p in found if p.startswith("data/")}, "files that are not listed")
    need(found - tags - {"tagmanifest-sha256.txt", "tagmanifest-sha256.txt.p7s"} == {p for p in found if p.startswith("data/")}, "files that are not listed")
    named = log(os.path.join(folder, "custody")); base = os.path.join(folder, "data", "snapshots")
    for name in sorted(f for f in os.listdir(base) if f.endswith(".json")):
        m = parse(read(base, name)); lines = read(base, name[:-5] + ".records").split(b"\n")[:-1]; files = read(base, name[:-5] + ".evidence")
        need(sha(read(base, name)).hex() == name[:-5] and named.get(name[:-5]) == m["records"]["root"], "a snapshot that is not in the log"); need(sha(files).hex() == m["evidence"]["list"]["sha256"], "another evidence list")
        need(lines == sorted(set(lines)) and root(list(map(leaf, lines))).hex() == m["records"]["root"], "a record list of another root")
        for row in map(parse, files.splitlines()): need(sha(read(folder, "data", "objects", row["sha256"])).hex() == row["sha256"], "an evidence file changed")
        print("  snapshot", name[:12], "of", m["device"]["label"], "as of", m["asOf"])
    for name in sorted(glob.glob(os.path.join(glob.escape(folder), "data", "reports", "*"))): check(name)
def check(path):
    print(path); data = b"" if os.path.isdir(path) else read(path)
    if os.path.isdir(path):
        has = lambda name: os.path.exists(os.path.join(path, name))
        return package(path) if has("bagit.txt") else log(path) if has("log.jsonl") else check(os.path.join(path, "report.json"))
    if path.endswith(".tsr"): d = read(path[:-4] + ".checkpoint"); return timestamp(cut(data, parts(data)[1]), d)
    if data.startswith(b'{"proof":'): return proof(data)
    if data.startswith(b'{"parts":'): return redacted(data)
    if data.startswith(b"c2sp.org/tlog-proof@v1\n"): return log_proof(data, path)
    if data.startswith(b"old "): return extension(data, path)
    need(data_of(parse(data)) == data, "not canonical JSON"); seal(read(path + ".p7s"), data); print("  SHA-256", sha(data).hex())
if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter); cli.add_argument("paths", nargs="+")
    for name in ("--trust", "--trust-time", "--log-key", "--known"): cli.add_argument(name)
    OPT = cli.parse_args()
    try: list(map(check, OPT.paths)); print("ok")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, RecursionError) as e: sys.exit("FAILED: %s" % (e or type(e).__name__))
