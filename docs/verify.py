#!/usr/bin/env python3
"""Checks what Palimpsest gives away, with Python's standard library and openssl alone.
    verify.py PATH...  report.json, a redacted copy, a proof, an entry's .tlog-proof, a consistency proof, a dated checkpoint's .tsr,
                       a series' .ers, or the folder of a report, a package or a custody log
    --trust, --trust-time CERT.pem  what seals, and timestamps, must rest on     --log-key FILE  the log.pub that signs checkpoints
    --known FILE  an earlier checkpoint that a log or its proof must extend """
import argparse, base64, datetime, glob, hashlib, itertools, json, os, pathlib, re, subprocess, sys, tempfile
sha, salt_of = lambda b: hashlib.sha256(b).digest(), lambda s: bytes.fromhex(s) if re.fullmatch("[0-9a-f]{64}", s) else need(False, "not a salt")
DIGESTS = {"608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512"}
leaf, node, split = lambda b: sha(b"\0" + b), lambda l, r: sha(b"\1" + l + r), lambda n: 1 << max(0, (n - 1).bit_length() - 1)      # RFC 6962, 2.1
def need(ok, why):
    if not ok: raise ValueError(why)
def b64(s): b = base64.b64decode(s, validate=True); need(base64.b64encode(b).decode() == s, "another spelling of Base64"); return b
def only(v, names, more=""): need(isinstance(v, dict) and set(names.split()) <= set(v) <= set((names + " " + more).split()), "not the members that it should have: " + names)
def count(n): need(type(n) is int and 0 <= n < 1 << 63, "not a count"); return n
def unique(pairs): need(len(dict(pairs)) == len(pairs), "a member twice"); return dict(pairs)
def read(*path): f = pathlib.Path(*path); need(f.is_file() or not f.exists(), "not a file: " + f.name); return f.read_bytes()      # a pipe would be waited for
parse = lambda data: json.loads(data.decode("utf-8"), object_pairs_hook=unique)
def canon(v):                       # RFC 8785 for what occurs here: no fractions
    if isinstance(v, dict):
        return "{" + ",".join(canon(k) + ":" + canon(v[k]) for k in sorted(v, key=lambda k: k.encode("utf-16-be"))) + "}"
    need(not isinstance(v, float), "a fraction"); return "[" + ",".join(map(canon, v)) + "]" if isinstance(v, list) else json.dumps(v, ensure_ascii=False)
data_of, cut, inside = lambda v: canon(v).encode("utf-8"), lambda d, i: d[i:tlv(d, i)[1]], lambda d, i: d[slice(*tlv(d, i))]
def root(h):                        # RFC 6962, 2.1, over leaf hashes
    while len(h) > 1: h = [node(*h[i:i + 2]) if i + 1 < len(h) else h[i] for i in range(0, len(h), 2)]
    return h[0] if h else sha(b"")
def up(h, i, n, path):              # 2.1.1: the root over leaf i of n
    need(n > 1 or not path, "a path too long"); k = split(n)
    return h if n == 1 else node(up(h, i, k, path[:-1]), path[-1]) if i < k else node(path[-1], up(h, i - k, n - k, path[:-1]))
def inclusion(h, index, size, path, want): need(0 <= index < size and len(want) == 32 and up(h, index, size, path) == want, "a path does not lead to the root")
def both(m, n, path, whole, old):   # 2.1.2: the roots over the first m and over all n leaves
    if m == n: need(len(path) == (not whole), "a path of another length"); return (old, old) if whole else (path[0], path[0])
    k = split(n); x, y = both(m, k, path[:-1], whole, old) if m <= k else both(m - k, n - k, path[:-1], False, old)
    return (x, node(y, path[-1])) if m <= k else (node(path[-1], x), node(path[-1], y))
def consistency(old, new, path, a, b): need(0 < old <= new and both(old, new, path, True, a) == (a, b), "the later log does not extend the earlier one")
def openssl(*args, **files):
    with tempfile.TemporaryDirectory() as d:
        [pathlib.Path(d, name).write_bytes(data) for name, data in files.items()]; return subprocess.run(["openssl"] + list(args), cwd=d, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
certificates, log_key = lambda p7: openssl("pkcs7", "-inform", "DER", "-in", "p7", "-print_certs", p7=p7).stdout, lambda folder="": read(OPT.log_key or os.path.join(folder, "log.pub")).decode()
def fingerprint(pem): need(pem.count(b"BEGIN CERTIFICATE") == 1, "not one signer"); return openssl("x509", "-in", "c", "-noout", "-fingerprint", "-sha256", c=pem).stdout.decode().strip()
def seal(p7s, content):             # a detached CMS signature
    args = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "p7s", "-content", "content", "-out", os.devnull] + (["-CAfile", os.path.abspath(OPT.trust), "-partial_chain", "-no_check_time", "-purpose", "any"] if OPT.trust else ["-noverify"])
    ran = openssl(*args, "-signer", "/dev/stdout", p7s=p7s, content=content); need(ran.returncode == 0, "the seal does not verify"); by = fingerprint(ran.stdout); print("  sealed by", by)
    signer = parts(p7s, parts(p7s, parts(p7s, parts(p7s, parts(p7s)[1])[0])[-1])[0])
    if p7s[signer[-1]] == 0xa1:     # the only unsigned attribute that there may be: a timestamp over the signature value
        kind, values = parts(p7s, parts(p7s, signer[-1])[0]); need(cut(p7s, kind).hex() == "060b2a864886f70d010910020e", "an attribute of another kind"); timestamp(cut(p7s, parts(p7s, values)[0]), inside(p7s, signer[-2]))
    return by
def names(by, said): need(by.split("=")[-1].replace(":", "").lower() == said.replace(":", "").lower(), "sealed by another certificate than it names: " + said)
def tlv(d, i):                      # where the content of the DER value at i begins and ends
    k = d[i + 1] & 127 if d[i + 1] > 127 else 0; start = i + 2 + k; return start, start + (int.from_bytes(d[i + 2:start], "big") if k else d[i + 1])
def parts(d, i=0):                  # where the values inside begin
    (i, end), found = tlv(d, i), []
    while i < end: found.append(i); i = tlv(d, i)[1]
    need(i == end <= len(d), "a DER value that reaches too far"); return found
def timestamp(token, data):         # RFC 3161; without --trust-time by the certificates inside
    trust = read(OPT.trust_time) if OPT.trust_time else certificates(token); ok = openssl("ts", "-verify", "-token_in", "-in", "t", "-data", "d", "-CAfile", "c", "-partial_chain", "-no_check_time", t=token, d=data, c=trust)
    text = openssl("ts", "-reply", "-token_in", "-in", "t", "-token_out", "-text", t=token).stdout.decode(errors="replace")
    need(ok.returncode == 0 and "Hash Algorithm: sha" in text.replace("sha1", ""), "the timestamp does not verify"); by = openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "t", "-out", os.devnull, "-signer", "/dev/stdout", t=token).stdout; print("  dated", *[l for l in text.splitlines() if l.startswith("Time stamp")], "by", fingerprint(by), "" if OPT.trust_time else "(an authority that nobody vouches for: --trust-time)")
def sequence(b): n = len(b).to_bytes((len(b).bit_length() + 7) // 8, "big"); return b"\x30" + (n if len(b) < 128 else bytes([128 + len(n)]) + n) + b
def evidence(der, docs, elsewhere=()):          # RFC 4998, all hashes in one list; elsewhere: SHA-256 of documents that are not here
    whole = parts(der); need(tlv(der, 0)[1] == len(der) and len(whole) == 3 and cut(der, whole[0]).hex() == "020101", "not an evidence record of the known form")
    chains = [[parts(der, i) for i in parts(der, chain)] for chain in parts(der, whole[2])]; need(chains and all(chains), "an evidence record without a timestamp")
    for chain in chains: need([[der[i] for i in stamp] for stamp in chain] == [[0xa0, 0xa2, 0x30]] + [[0xa0, 0x30]] * (len(chain) - 1) and len(parts(der, chain[0][1])) == 1, "not an archive timestamp of the known form")
    need(inside(der, whole[1]) == b"".join(dict.fromkeys(sequence(inside(der, chain[0][0])) for chain in chains)), "other digests than those of its chains")
    for at, chain in zip(parts(der, whole[2]), chains):
        past, last = der[tlv(der, whole[2])[0]:at], None
        for stamp in chain:
            h = lambda b: hashlib.new(DIGESTS[inside(der, parts(der, stamp[0])[0]).hex()], b).digest(); token = cut(der, stamp[-1])
            if last is None:
                want = [h(d) for d in docs] + [e for e in elsewhere if len(h(b"")) == 32]; have = [inside(der, i) for i in parts(der, parts(der, stamp[1])[0])]
                known = set(h(w + h(sequence(past))) if past else w for w in want) <= set(have) and have == sorted(set(have))
                need(known and len(have) == len(docs) + len(elsewhere), "an evidence record about other documents"); last = b"".join(have)
            timestamp(token, last); last = token
def checkpoint(text, key):          # C2SP signed note with Ed25519; returns size and root
    body, _, signatures = text.rpartition("\n\n"); name, ident, public = key.strip().split("+", 2)
    origin, size, hashed = (body + "\n").split("\n")[:3]; public = b64(public); body = (body + "\n").encode()
    need(sha(name.encode() + b"\n" + public)[:4].hex() == ident and public[0] == 1, "not a key"); der = bytes.fromhex("302a300506032b6570032100") + public[1:]
    need(origin == name and body.count(b"\n") == 3, "a checkpoint of another log"); lines = [s.split(" ") for s in signatures[:-1].split("\n")]
    need(signatures.endswith("\n") and len(lines) < 65 and len(text.encode()) <= 1 << 20 and all(len(s) == 3 and s[0] == "\u2014" and re.fullmatch(r"[^\s+\x00-\x1f\x7f-\x9f]+", s[1]) and len(b64(s[2])) > 4 for s in lines), "a signature line that is none, or too many")
    own = [b64(s[2])[4:] for s in lines if s[1] == name and b64(s[2])[:4].hex() == ident]; need(re.fullmatch("0|[1-9][0-9]{0,17}", size) and len(b64(hashed)) == 32, "not a size and a root")
    need(own and all(openssl("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "k", "-rawin", "-in", "m", "-sigfile", "s", k=der, m=body, s=s).returncode == 0 for s in own), "not signed by this key")
    print("  log key, SHA-256", sha(der).hex()); return int(size), b64(hashed)
HEADS = {}                          # of the logs that are met: origin and size to root
def agrees(note, key=None):         # with what else was met, and with --known; whether one extends the other, a log or its proof shows
    name, size, top = note.split("\n")[:3]; two = "one log of %s entries with two roots: its key signed two histories" % size; need(HEADS.setdefault((name, size), top) == top, two)
    if not OPT.known: return
    if key: checkpoint(read(OPT.known).decode(), key)
    own, kept, hashed = read(OPT.known).decode().split("\n")[:3]; need(name == own, "of another log than the known checkpoint"); need(size != kept or top == hashed, two)
    size == kept or print("  NOT CHECKED: whether the log of %s entries and the known one of %s are one" % (size, kept))
def signed(note, path): f = os.path.dirname(os.path.dirname(os.path.abspath(path))); checkpoint(note.decode(), log_key(f)) if OPT.log_key or os.path.exists(os.path.join(f, "log.pub")) else print("  NOT CHECKED: who signed the checkpoint (--log-key)")
def incomplete(manifest): return "" if manifest["complete"] is True else "; INCOMPLETE: absence from it shows nothing"
def hashes(path): need(isinstance(path, list) and len(path) < 64, "not a path"); h = list(map(b64, path)); need(all(len(b) == 32 for b in h), "not a path of hashes"); return h
def placed(p): only(p, "index line path size"); count(p["index"]), count(p["size"]), hashes(p["path"]); need(re.fullmatch("[!-~]{1,32768} [0-9a-f]{64} [0-9a-f]{64}", p["line"]), "a line that is none"); return p
def instant(t): need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(\d{3}){1,3}(?<!000))?Z", t) and t.isascii(), "not an instant in UTC"); datetime.datetime.strptime(t[:19], "%Y-%m-%dT%H:%M:%S"); need(t[17:19] < "60", "not an instant in UTC")
def formed(s):                      # only the members of docs/format/proof.md, each of its type
    only(s, "entry entryPath manifest " + ("absence" if "absence" in s else "presence record")); hashes(s["entryPath"]); need(s["manifest"]["schema"] == "palimpsest/manifest/1", "not a manifest"); count(s["manifest"]["records"]["lines"])
    if "absence" not in s: only(s["record"], "content salt", "state"); need(isinstance(s["record"]["content"], dict), "a record without content"); return placed(s["presence"])
    a = s["absence"]; only(a, "size", "above below shared"); count(a["size"]); [placed(a[n]) for n in ("above", "below") if n in a]; need(("shared" in a) == ("above" in a and "below" in a), "shared belongs to two neighbours"); need(count(a.get("shared", 0)) <= len(a.get("below", {}).get("path", [])), "the neighbours cannot share so much")
def statement(s, key, size, top):   # one snapshot of a proof
    formed(s)
    manifest, entry, want = s["manifest"], s["entry"], bytes.fromhex(s["manifest"]["records"]["root"]); prefix = (key + " ").encode(); lines = manifest["records"]["lines"]
    place = lambda p, path: (need(p["size"] == lines, "another list"), inclusion(leaf(p["line"].encode()), p["index"], lines, hashes(path), want))
    if "presence" in s:
        p, r = s["presence"], s["record"]; k, content, state = p["line"].split(" "); salt = salt_of(r["salt"])
        need(k == key and p["size"] == lines, "another record's line"); place(p, p["path"]); need(sha(salt + data_of(r["content"])).hex() == content, "not the record that was sealed")
        need("state" not in r or sha(salt + data_of(r["state"])).hex() == state, "not the state that was sealed"); name = r["content"]["id" if key.startswith("thread/") else "guid"].encode()
        need(key.split("/", 1)[1] == "".join(chr(b) if 32 < b < 127 and b != 37 else "%%%02X" % b for b in name), "a record of another id")
    else:
        a = s["absence"]; low, high = a.get("below"), a.get("above"); need(a["size"] == lines, "another list"); tail = low["path"][len(low["path"]) - a["shared"]:] if low and high else []
        need((low["index"] + 1 if low else 0) == (high["index"] if high else lines) and (low or high or want == sha(b"")), "the lines are not neighbours")
        if low: need(low["line"].encode() < prefix, "not below"); place(low, low["path"])
        if high: need(high["line"].encode() > prefix and not high["line"].encode().startswith(prefix), "not above"); place(high, high["path"] + tail)
    need(entry["action"] == "snapshot" and entry["snapshot"] == dict(entry["snapshot"], id=sha(data_of(manifest)).hex(), root=want.hex()), "the entry is about another snapshot")
    inclusion(leaf(data_of(entry)), entry["seq"] - 1, size, list(map(b64, s["entryPath"])), top)
    print("  %s %s a snapshot of %s as of %s%s" % (key, "is in" if "presence" in s else "IS NOT in", manifest["device"]["label"], manifest["asOf"], incomplete(manifest)))
def proof(data, path):
    file = parse(data); need(set(file) == {"proof", "seal"} and data_of(file) == data, "not in canonical form")
    p = file["proof"]; only(p, "checkpoint key logKey madeAt schema statements"); need(p["schema"] == "palimpsest/proof/1" and len({data_of(s["manifest"]) for s in p["statements"]}) == len(p["statements"]) > 0 and len(p["statements"]) < 17, "not a proof"); instant(p["madeAt"])
    need(re.fullmatch("(attachment|message|thread|tombstone)/[!-~]+", p["key"]) and len(p["key"]) <= 32768, "not the key of a record"); seal(b64(file["seal"]), data_of(p))
    need(not OPT.log_key or p["logKey"] == log_key().strip(), "another log's key"); size, top = checkpoint(p["checkpoint"], p["logKey"])
    agrees(p["checkpoint"], p["logKey"])
    for s in p["statements"]: statement(s, p["key"], size, top)
SECTIONS = set("annexes answer certification cover custody findings integrity items limits method parties question results schema statement verification".split())
def tree(rows, d=0):                # whether pointers are those of all values of one document, in its order
    if len(rows[0]) == d or min(map(len, rows)) == d: return len(rows) == 1
    groups = [(k, list(g)) for k, g in itertools.groupby(rows, lambda r: r[d])]; names = [k for k, _ in groups]; u = [k.encode("utf-16-be", "surrogatepass") for k in names]
    return all(tree(g, d + 1) for _, g in groups) and (names == list(map(str, range(len(names)))) or all(a < b for a, b in zip(u, u[1:])))
def pointers(paths):
    need(all(p.startswith("/") and not re.search("~(?![01])", p) and p.count("/") < 61 for p in paths), "a path that is no pointer"); rows = [[n.replace("~1", "/").replace("~0", "~") for n in p[1:].split("/")] for p in paths]
    need(rows and tree(rows), "not the places of one document in its order"); need({p.split("/")[1] for p in paths} == SECTIONS, "not the places of a report")
def redacted(data, path):           # values shown with their salts, or commitments alone
    f = parse(data); need(set(f) == {"parts", "schema", "seal", "values"} and data_of(f) == data, "not in canonical form"); need(f["schema"] == "palimpsest/redacted/1" and f["parts"]["schema"] == "palimpsest/parts/1", "not a redacted report of a known version"); by = seal(b64(f["seal"]), data_of(f["parts"])); pointers([v["path"] for v in f["values"]])
    shown = [v for v in f["values"] if "value" in v]; need(not any(isinstance(v["value"], (dict, list)) and v["value"] or v["path"] == "/schema" and v["value"] != "palimpsest/report/1" for v in shown), "not the values of a report")
    hidden = [v for v in f["values"] if set(v) == {"path", "commitment"}]; need(all(v in hidden or set(v) == {"path", "salt", "value"} for v in f["values"]), "a value neither shown nor kept back")
    lines = [(v["path"] + "\n" + (v["commitment"] if "commitment" in v else sha(salt_of(v["salt"]) + data_of(v["value"])).hex())).encode() for v in f["values"]]
    need(len(lines) == f["parts"]["count"] and root(list(map(leaf, lines))).hex() == f["parts"]["root"], "not the values that were sealed"); print("  %d values of report %s, %d kept back" % (len(lines), f["parts"]["report"], len(hidden)))
    [agrees(v["value"]) for v in shown if v["path"] == "/custody/checkpoint"] or OPT.known and print("  NOT CHECKED: the known checkpoint, since the head of the log is kept back")
    said = [v for v in f["values"] if v["path"] == "/verification/signer/fingerprint"]; need(len(said) == 1, "names no certificate"); print("  NOT CHECKED: which certificate it names, since that is kept back") if said[0] in hidden else names(by, said[0]["value"])
def log_proof(data, path):          # c2sp.org/tlog-proof@v1; the entry lies beside as NAME.json
    head, _, note = data.decode().partition("\n\n"); lines = head.split("\n"); size, top = checkpoint(note, log_key(os.path.dirname(path)))
    inclusion(leaf(read(path[:-len(".tlog-proof")] + ".json")), int(lines[1].split(" ")[1]), size, list(map(b64, lines[2:])), top); agrees(note, log_key(os.path.dirname(path)))
def extension(data, path):          # "old N", hashes, empty line, checkpoint (C2SP tlog-witness)
    head, _, note = data.decode().partition("\n\n"); lines = head.split("\n"); key = log_key(os.path.dirname(path)); need(OPT.known, "name the earlier checkpoint with --known")
    old = checkpoint(read(OPT.known).decode(), key); new = checkpoint(note, key)
    need(int(lines[0].split(" ")[1]) == old[0], "about another checkpoint"); consistency(old[0], new[0], list(map(b64, lines[1:])), old[1], new[1])
def extends(note, hashes, key): s, t = checkpoint(note.decode(), key); need(0 < s <= len(hashes) and root(hashes[:s]) == t, "the log does not extend an earlier checkpoint")
def series(path, note):             # custody/evidence/N.ers: over N.list, N.checkpoint and the manifests that are listed
    listed, place = read(path[:-4] + ".list"), os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(path))))
    here = {sha(d): d for f in (os.path.join(place, *n.split("/")) for n in ("snapshots", "pruned", "data/snapshots")) for d in map(read, glob.glob(os.path.join(glob.escape(f), "*.json")))}
    ids = [bytes.fromhex(i) for i in listed.decode().split("\n")[:-1]]; found = [here[i] for i in ids if i in here]; print("  over %d snapshots, %d of them here" % (len(ids), len(found)))
    evidence(read(path), [listed, note] + found, [i for i in ids if i not in here])
def log(folder):                    # a whole custody log; returns the snapshots that it names
    lines = read(folder, "log.jsonl").split(b"\n"); need(lines.pop() == b"", "a half-written last line"); hashes, prev, named = [leaf(l) for l in lines], "0" * 64, {}
    for n, line in enumerate(lines):
        entry = parse(line); need(entry["seq"] == n + 1 and entry["prev"] == prev, "line %d is out of place" % (n + 1)); prev = hashes[n].hex()
        if entry["action"] == "snapshot": named[entry["snapshot"]["id"]] = entry["snapshot"]["root"]
    key = log_key(folder); need(checkpoint(read(folder, "checkpoint").decode(), key) == (len(lines), root(hashes)), "not the lines that were signed")
    for name in sorted(glob.glob(os.path.join(glob.escape(folder), "stamps", "*.tsr")) + glob.glob(os.path.join(glob.escape(folder), "evidence", "*.ers"))): check(name); extends(read(name[:-4] + ".checkpoint"), hashes, key)
    if OPT.known: extends(read(OPT.known), hashes, key)
    return named
def listed(folder, name, alg):      # a BagIt manifest: every file as listed
    rows = dict(reversed(line.split("  ", 1)) for line in read(folder, name).decode().splitlines())
    for path, want in rows.items(): need(".." not in path.split("/") and path[0] != "/" and hashlib.new(alg, read(folder, path)).hexdigest() == want, "changed: " + path)
    return set(rows)
ROLES, units = "database wal shm journal attachment preferences contacts backup keys derived".split(), lambda text: len(text.encode("utf-16-be", "surrogatepass")) // 2
def rows_of(m, rows):               # what an evidence list says of files, before it is used
    paths = [r["path"] for r in rows]; need(all(p and "\0" not in p and units(p) <= 4096 and "/" not in (p[0], p[-1]) and all(n not in (".", "..") for n in p.split("/")) for p in paths), "a path that is none")
    need(m["evidence"].get("database", paths[0] if paths else None) in paths + [None], "a database that is not in the list")
    [instant(r["modifiedAt"]) for r in rows]; need(all(r["role"] in ROLES for r in rows), "a role that is none")
def package(folder):
    need(not any(os.path.islink(os.path.join(d, f)) for d, ds, fs in os.walk(folder) for f in ds + fs), "a link"); found = {os.path.relpath(os.path.join(d, f), folder).replace(os.sep, "/") for d, _, fs in os.walk(folder) for f in fs}; data = {p for p in found if p.startswith("data/")}
    seal(read(folder, "tagmanifest-sha256.txt.p7s"), read(folder, "tagmanifest-sha256.txt")); tags = listed(folder, "tagmanifest-sha256.txt", "sha256")
    need(data == listed(folder, "manifest-sha256.txt", "sha256") == listed(folder, "manifest-sha512.txt", "sha512") == found - tags - {"tagmanifest-sha256.txt", "tagmanifest-sha256.txt.p7s"}, "files that are not listed")
    named = log(os.path.join(folder, "custody")); base = os.path.join(folder, "data", "snapshots")
    for name in sorted(f for f in os.listdir(base) if f.endswith(".json")):
        m = parse(read(base, name)); lines = read(base, name[:-5] + ".records").split(b"\n")[:-1]; files = read(base, name[:-5] + ".evidence")
        need(sha(read(base, name)).hex() == name[:-5] and named.get(name[:-5]) == m["records"]["root"], "a snapshot that is not in the log"); need(sha(files).hex() == m["evidence"]["list"]["sha256"], "another evidence list")
        need(lines == sorted(set(lines)) and root(list(map(leaf, lines))).hex() == m["records"]["root"], "a record list of another root")
        rows = list(map(parse, files.splitlines())); need(len(lines) == m["records"]["lines"], "a record list of another length"); rows_of(m, rows)
        for row in rows: data_in = read(folder, "data", "objects", salt_of(row["sha256"]).hex()); need(sha(data_in).hex() == row["sha256"] and len(data_in) == count(row["size"]), "an evidence file changed")
        print("  snapshot", name[:12], "of", m["device"]["label"], "as of", m["asOf"] + incomplete(m))
    for name in sorted(glob.glob(os.path.join(glob.escape(folder), "data", "reports", "*"))): check(name, False)
def check(path, compare=True):
    print(path); has = lambda *names: any(os.path.lexists(os.path.join(path, name)) for name in names)
    if os.path.isdir(path):         # all that it is, so that nothing in it hides behind something else
        looks = [package] * has("bagit.txt", "tagmanifest-sha256.txt") + [log] * has("log.jsonl"); [look(path) for look in looks]
        return None if looks and not has("report.json") else check(os.path.join(path, "report.json"), compare)
    data, head = read(path), read(path[:-4] + ".checkpoint") if path.endswith((".ers", ".tsr")) else None
    if head: return series(path, head) if path.endswith(".ers") else (timestamp(cut(data, parts(data)[1]), head), signed(head, path))
    reader = [r for start, r in ((b'{"proof":', proof), (b'{"parts":', redacted), (b"c2sp.org/tlog-proof@v1\n", log_proof), (b"old ", extension)) if data.startswith(start)]
    if reader: return reader[0](data, path)
    need(not any(os.path.islink(path + e) for e in (".p7s", ".ers", ".p7c") + ("",) * (os.path.basename(path) == "report.json")), "a link beside it, or in its place"); need(data_of(parse(data)) == data, "not canonical JSON"); by = seal(read(path + ".p7s"), data); document = parse(data) if parse(data).get("schema", "").startswith("palimpsest/report/") else None; document and names(by, document["verification"]["signer"]["fingerprint"]); document and compare and agrees(document["custody"]["checkpoint"]); print("  SHA-256", sha(data).hex()); beside = set(os.listdir(os.path.dirname(os.path.abspath(path)))) - {os.path.basename(path) + e for e in ("", ".p7s", ".ers", ".p7c")}; beside and path.endswith("report.json") and print("  NOT CHECKED beside it:", ", ".join(sorted(beside)))
    if os.path.exists(path + ".ers"): evidence(read(path + ".ers"), [data, read(path + ".p7s")] + [read(f) for f in [path + ".p7c"] if os.path.exists(f)])
if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter); cli.add_argument("paths", nargs="+")
    [cli.add_argument(name) for name in ("--trust", "--trust-time", "--log-key", "--known")]; OPT = cli.parse_args()
    try: list(map(check, OPT.paths)); print("ok")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, RecursionError) as e: sys.exit("FAILED: %s" % (e or type(e).__name__))
