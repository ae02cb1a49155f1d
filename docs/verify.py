#!/usr/bin/env python3
"""Checks what Palimpsest gives away: reports, redacted copies, proofs, packages, custody logs.

It needs Python 3.8 or newer and the program openssl, 3.0 or newer, and nothing of Palimpsest. The
rules that it checks are in docs/format (merkle, seal, custody, proof, report, snapshot and
package.md) and in the standards named below. The order is that of reading: the tools that all
rests on, then each kind of file, and last how a file's kind is told.

What fails raises an error, and the run ends with FAILED, the reason, and exit code 1. Only "ok"
in the last line, with exit code 0, says that nothing wrong was found, and what was left open
stands in lines with NOT CHECKED. It shows that nothing was changed since somebody sealed it. Who
that was rests on the fingerprints: compare them with those that you received by another way, or
give the certificates and the log's key.
"""
import argparse
import base64
import datetime
import glob
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HELP = (
    "Checks what Palimpsest gives away, with Python's standard library and openssl alone.\n"
    "    verify.py PATH...  report.json, a redacted copy, a proof, an entry's .tlog-proof, a"
    " consistency proof, a dated checkpoint's .tsr,\n"
    "                       a series' .ers, or the folder of a report, a package or a custody"
    " log\n"
    "    --trust, --trust-time CERT.pem  what seals, and timestamps, must rest on"
    "     --log-key FILE  the log.pub that signs checkpoints\n"
    "    --known FILE  an earlier checkpoint that a log or its proof must extend "
)
OPTIONS = argparse.Namespace()  # the command line
HEADS = {}  # the heads of custody logs that this run met: origin and size, to the root


# ---- Refusals -----------------------------------------------------------------------------------

def need(condition, reason):
    """Refuse, with this reason, unless the condition holds."""
    if not condition:
        raise ValueError(reason)


def need_members(value, required, optional=""):
    """Refuse what is not a JSON object with these members, named in one text, and no others."""
    allowed = set((required + " " + optional).split())
    need(isinstance(value, dict) and set(required.split()) <= set(value) <= allowed,
         "not the members that it should have: " + required)


def count(value):
    """A whole number from 0 that fits into 63 bits. In Python true is a number too; here not."""
    need(type(value) is int and 0 <= value < 1 << 63, "not a count")
    return value


def check_instant(text):
    """A time in UTC in its one spelling: as many digits of a second as it needs, in threes."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(\d{3}){1,3}(?<!000))?Z"
    need(re.fullmatch(form, text) and text.isascii(), "not an instant in UTC")
    datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    need(text[17:19] < "60", "not an instant in UTC")  # strptime takes leap seconds


def from_base64(text):
    """Bytes from Base64 in its one spelling, padded and without spare bits (RFC 4648, 3.5)."""
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "another spelling of Base64")
    return data


def from_hex(text):
    """The 32 bytes of a salt or hash, from lower-case digits."""
    need(re.fullmatch("[0-9a-f]{64}", text), "not a salt")
    return bytes.fromhex(text)


def read(*path):
    """The bytes of a file. Anything else is refused; a pipe, for one, would be waited for."""
    file = pathlib.Path(*path)
    need(file.is_file() or not file.exists(), "not a file: " + file.name)
    return file.read_bytes()


def files(folder, *pattern):
    """The paths of the files in a folder, whatever its own name, that a pattern matches."""
    return glob.glob(os.path.join(glob.escape(folder), *pattern))


# ---- Canonical JSON (RFC 8785) ------------------------------------------------------------------

def unique_members(pairs):
    """A JSON object. A member that stands twice is refused: readers differ in which they take."""
    need(len(dict(pairs)) == len(pairs), "a member twice")
    return dict(pairs)


def parse(data):
    """The value of JSON in UTF-8."""
    return json.loads(data.decode("utf-8"), object_pairs_hook=unique_members)


def canonical_text(value):
    """RFC 8785 for what occurs here: members in the order of UTF-16 units, and no fractions."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        members = (canonical_text(name) + ":" + canonical_text(value[name]) for name in names)
        return "{" + ",".join(members) + "}"
    need(not isinstance(value, float), "a fraction")
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def canonical(value):
    """The bytes that stand for a JSON value wherever it is hashed or sealed."""
    return canonical_text(value).encode("utf-8")


# ---- Merkle trees (RFC 6962, 2.1; docs/format/merkle.md) ----------------------------------------

def sha256(data):
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def leaf(data):
    """The hash of a leaf. Its prefix keeps it from passing for a node."""
    return sha256(b"\x00" + data)


def node(left, right):
    """The hash of a node over two hashes."""
    return sha256(b"\x01" + left + right)


def left_size(size):
    """The leaves in the left half of a tree: the largest power of two below its size."""
    return 1 << max(0, (size - 1).bit_length() - 1)


def tree_root(hashes):
    """The root over leaf hashes. Joining neighbours level by level gives the tree of RFC 6962."""
    while len(hashes) > 1:
        pairs = [hashes[i:i + 2] for i in range(0, len(hashes), 2)]
        hashes = [node(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return hashes[0] if hashes else sha256(b"")


def root_above(hashed, index, size, path):
    """The root that a path, lowest hash first, leads to from leaf number index (RFC 6962, 2.1.1).

    One hash too many is refused here; one too few is missed as the last element of an empty list.
    """
    need(size > 1 or not path, "a path too long")
    if size == 1:
        return hashed
    left = left_size(size)
    if index < left:
        return node(root_above(hashed, index, left, path[:-1]), path[-1])
    return node(path[-1], root_above(hashed, index - left, size - left, path[:-1]))


def check_inclusion(hashed, index, size, path, root):
    """A leaf is number index, from 0, of the size leaves under a root (RFC 6962, 2.1.1)."""
    is_below = 0 <= index < size and len(root) == 32
    need(is_below and root_above(hashed, index, size, path) == root,
         "a path does not lead to the root")


def both_roots(old, new, path, is_whole, old_root):
    """The roots over the first old and over all new leaves, from a path (RFC 6962, 2.1.2).

    The root of a part that is the whole old tree is known already, and is left out of the path.
    """
    if old == new:
        need(len(path) == (not is_whole), "a path of another length")
        return (old_root, old_root) if is_whole else (path[0], path[0])
    left = left_size(new)
    if old <= left:
        earlier, later = both_roots(old, left, path[:-1], is_whole, old_root)
        return earlier, node(later, path[-1])
    earlier, later = both_roots(old - left, new - left, path[:-1], False, old_root)
    return node(path[-1], earlier), node(path[-1], later)


def check_consistency(old, new, path, old_root, new_root):
    """The tree of new leaves begins with the tree of old leaves (RFC 6962, 2.1.2)."""
    need(0 < old <= new and both_roots(old, new, path, True, old_root) == (old_root, new_root),
         "the later log does not extend the earlier one")


# ---- DER (X.690), as far as signatures must be taken apart --------------------------------------

def span(der, at):
    """Where the content of the value at a place begins and ends."""
    digits = der[at + 1] & 127 if der[at + 1] > 127 else 0
    start = at + 2 + digits
    return start, start + (int.from_bytes(der[at + 2:start], "big") if digits else der[at + 1])


def content(der, at):
    """The content of the value at a place."""
    start, end = span(der, at)
    return der[start:end]


def element(der, at):
    """The value at a place, with its tag and length."""
    return der[at:span(der, at)[1]]


def children(der, at=0):
    """Where the values begin that the value at a place consists of."""
    at, end = span(der, at)
    places = []
    while at < end:
        places.append(at)
        at = span(der, at)[1]
    need(at == end <= len(der), "a DER value that reaches too far")
    return places


def sequence(data):
    """A SEQUENCE with this content."""
    digits = len(data).to_bytes((len(data).bit_length() + 7) // 8, "big")
    length = digits if len(data) < 128 else bytes([128 + len(digits)]) + digits
    return b"\x30" + length + data


# ---- openssl ------------------------------------------------------------------------------------

def openssl(*arguments, **inputs):
    """Run openssl in a new folder that holds these inputs, each under its parameter's name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in inputs.items():
            pathlib.Path(folder, name).write_bytes(data)
        return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True)


def fingerprint(certificate):
    """The SHA-256 fingerprint, as openssl prints it, of the one certificate that signed (PEM)."""
    need(certificate.count(b"BEGIN CERTIFICATE") == 1, "not one signer")
    ran = openssl("x509", "-in", "c", "-noout", "-fingerprint", "-sha256", c=certificate)
    return ran.stdout.decode().strip()


# ---- Timestamps (RFC 3161; docs/format/seal.md) -------------------------------------------------

def check_timestamp(token, data):
    """A time authority's token is over a hash of the data. Print its time and authority.

    The hash is of the SHA family, and not SHA-1. Without --trust-time the certificates inside are
    taken for the authority's, which tells nothing of who it is.
    """
    if OPTIONS.trust_time:
        trusted = read(OPTIONS.trust_time)
    else:
        ran = openssl("pkcs7", "-inform", "DER", "-in", "t", "-print_certs", t=token)
        trusted = ran.stdout
    verified = openssl("ts", "-verify", "-token_in", "-in", "t", "-data", "d", "-CAfile", "c",
                       "-partial_chain", "-no_check_time", t=token, d=data, c=trusted)
    ran = openssl("ts", "-reply", "-token_in", "-in", "t", "-token_out", "-text", t=token)
    text = ran.stdout.decode(errors="replace")
    is_strong = "Hash Algorithm: sha" in text.replace("sha1", "")
    need(verified.returncode == 0 and is_strong, "the timestamp does not verify")
    ran = openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "t", "-out", os.devnull,
                  "-signer", "/dev/stdout", t=token)
    times = [line for line in text.splitlines() if line.startswith("Time stamp")]
    doubt = "(an authority that nobody vouches for: --trust-time)"
    print("  dated", *times, "by", fingerprint(ran.stdout), "" if OPTIONS.trust_time else doubt)


# ---- Seals (CMS, RFC 5652; docs/format/seal.md) -------------------------------------------------

SIGNATURE_TIMESTAMP = "060b2a864886f70d010910020e"  # its object identifier (RFC 3161, appendix A)


def check_seal(p7s, data):
    """A detached signature is over the data. Print and return the fingerprint of who sealed.

    With --trust it must rest on a certificate of that file, at whatever time it was made.
    """
    trust = ["-noverify"]
    trusted = b""
    if OPTIONS.trust:
        trust = ["-CAfile", "trusted", "-partial_chain", "-no_check_time", "-purpose", "any"]
        trusted = read(OPTIONS.trust)
    ran = openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", "p7s",
                  "-content", "content", "-out", os.devnull, *trust,
                  "-signer", "/dev/stdout", p7s=p7s, content=data, trusted=trusted)
    need(ran.returncode == 0, "the seal does not verify")
    sealed_by = fingerprint(ran.stdout)
    print("  sealed by", sealed_by)
    check_seal_timestamp(p7s)
    return sealed_by


def check_seal_timestamp(p7s):
    """A seal's unsigned attribute, if it has one, is a timestamp over its signature value.

    It is in the last field of the one signer, who is in the last field of SignedData (RFC 5652).
    """
    signed_data = children(p7s, children(p7s)[1])[0]
    signer_infos = children(p7s, signed_data)[-1]
    signer = children(p7s, children(p7s, signer_infos)[0])
    if p7s[signer[-1]] == 0xa1:  # unsignedAttrs, which stand behind the signature value
        attributes = children(p7s, signer[-1])
        kind, values = children(p7s, attributes[0])
        tokens = children(p7s, values)
        need(element(p7s, kind).hex() == SIGNATURE_TIMESTAMP, "an attribute of another kind")
        need(len(attributes) == len(tokens) == 1, "more than one timestamp in a seal")
        check_timestamp(element(p7s, tokens[0]), content(p7s, signer[-2]))


def check_signer(sealed_by, named):
    """The certificate that sealed a document is the one that it names."""
    digits = sealed_by.split("=")[-1].replace(":", "").lower()
    need(digits == named.replace(":", "").lower(),
         "sealed by another certificate than it names: " + named)


# ---- Evidence records (RFC 4998, in the one form of docs/format/seal.md) ------------------------

DIGESTS = {
    "608648016503040201": "sha256",
    "608648016503040202": "sha384",
    "608648016503040203": "sha512",
}


def check_evidence(record, documents, elsewhere=()):
    """A record is over these documents, and others of which only the SHA-256 is here, and no more.

    It has a version, the digests of its chains, and the chains, which consist of timestamps.
    """
    fields = children(record)
    need(span(record, 0)[1] == len(record) and len(fields) == 3
         and element(record, fields[0]).hex() == "020101",
         "not an evidence record of the known form")
    places = children(record, fields[2])
    chains = [[children(record, stamp) for stamp in children(record, at)] for at in places]
    need(chains and all(chains), "an evidence record without a timestamp")
    for chain in chains:
        # The first timestamp of a chain has a digest, a list and a token, the others have no list.
        tags = [[record[at] for at in stamp] for stamp in chain]
        need(tags == [[0xa0, 0xa2, 0x30]] + [[0xa0, 0x30]] * (len(chain) - 1)
             and len(children(record, chain[0][1])) == 1,
             "not an archive timestamp of the known form")
    digests = dict.fromkeys(sequence(content(record, chain[0][0])) for chain in chains)
    need(content(record, fields[1]) == b"".join(digests), "other digests than those of its chains")
    begin = span(record, fields[2])[0]
    for at, chain in zip(places, chains):
        check_chain(record, chain, record[begin:at], documents, elsewhere)


def check_chain(record, chain, earlier, documents, elsewhere):
    """The first timestamp of a chain is over all documents, each later one over that before it.

    Where there are earlier chains, each document is hashed together with these (RFC 4998, 5.2).
    """
    algorithm, lists, _ = chain[0]
    name = DIGESTS[content(record, children(record, algorithm)[0]).hex()]

    def digest(data):
        return hashlib.new(name, data).digest()

    hashes = [digest(document) for document in documents]
    if name == "sha256":  # no other hash can be known of a document that is not here
        hashes += elsewhere
    if earlier:
        hashes = [digest(each + digest(sequence(earlier))) for each in hashes]
    listed = [content(record, at) for at in children(record, children(record, lists)[0])]
    need(set(hashes) <= set(listed) and listed == sorted(set(listed))
         and len(listed) == len(documents) + len(elsewhere),
         "an evidence record about other documents")
    dated = b"".join(listed)
    for stamp in chain:
        token = element(record, stamp[-1])
        check_timestamp(token, dated)
        dated = token


# ---- Checkpoints (C2SP tlog-checkpoint and signed-note; docs/format/custody.md, seal.md) --------

ED25519 = bytes.fromhex("302a300506032b6570032100")  # what stands before a key in DER (RFC 8410)


def log_key(folder=""):
    """The verifier key of --log-key, else the one in the folder."""
    return read(OPTIONS.log_key or os.path.join(folder, "log.pub")).decode()


def is_signature(words):
    """Whether a line is an em dash, a key's name, and Base64 of a key id and a signature."""
    return (len(words) == 3 and words[0] == "\u2014"
            and re.fullmatch(r"[^\s+\x00-\x1f\x7f-\x9f]+", words[1])
            and len(from_base64(words[2])) > 4)


def check_checkpoint(note, key):
    """A checkpoint is signed by this verifier key. Return its number of entries and their root.

    It is three lines (origin, size, root), an empty line, and signatures. Of this key there is at
    least one, and each verifies; of the signatures of others only the form is looked at.
    """
    body, _, signatures = note.rpartition("\n\n")
    name, key_id, public = key.strip().split("+", 2)
    origin, size, root = (body + "\n").split("\n")[:3]
    public = from_base64(public)
    text = (body + "\n").encode()
    hashed = sha256(name.encode() + b"\n" + public)
    need(hashed[:4].hex() == key_id and public[0] == 1, "not a key")  # 1 is Ed25519
    need(origin == name and text.count(b"\n") == 3, "a checkpoint of another log")
    lines = [line.split(" ") for line in signatures[:-1].split("\n")]
    need(signatures.endswith("\n") and len(lines) < 65 and len(note.encode()) <= 1 << 20
         and all(map(is_signature, lines)),
         "a signature line that is none, or too many")
    signed = [from_base64(words[2]) for words in lines if words[1] == name]
    own = [each[4:] for each in signed if each[:4].hex() == key_id]
    need(re.fullmatch("0|[1-9][0-9]{0,17}", size) and len(from_base64(root)) == 32,
         "not a size and a root")
    der = ED25519 + public[1:]
    command = "pkeyutl -verify -pubin -keyform DER -inkey k -rawin -in m -sigfile s".split()
    need(own and all(openssl(*command, k=der, m=text, s=s).returncode == 0 for s in own),
         "not signed by this key")
    print("  log key, SHA-256", sha256(der).hex())
    return int(size), from_base64(root)


def compare_head(note, key=None):
    """Two heads of one log and size have one root, in this run and with --known (docs/verify.md).

    That a head of another size is of the same history only the log shows, or a proof about it.
    """
    name, size, root = note.split("\n")[:3]
    two = "one log of %s entries with two roots: its key signed two histories" % size
    need(HEADS.setdefault((name, size), root) == root, two)
    if not OPTIONS.known:
        return
    if key:
        check_checkpoint(read(OPTIONS.known).decode(), key)
    known_name, known_size, known_root = read(OPTIONS.known).decode().split("\n")[:3]
    need(name == known_name, "of another log than the known checkpoint")
    need(size != known_size or root == known_root, two)
    if size != known_size:
        print("  NOT CHECKED: whether the log of %s entries and the known one of %s are one"
              % (size, known_size))


# ---- Proofs (docs/format/proof.md) --------------------------------------------------------------

def check_proof(data):
    """A sealed proof says of one to sixteen snapshots whether a record is in them."""
    file = parse(data)
    need(set(file) == {"proof", "seal"} and canonical(file) == data, "not in canonical form")
    proof = file["proof"]
    need_members(proof, "checkpoint key logKey madeAt schema statements")
    need(proof["schema"] == "palimpsest/proof/1", "not a proof")
    snapshots = {canonical(statement["manifest"]) for statement in proof["statements"]}
    need(0 < len(snapshots) < 17 and len(snapshots) == len(proof["statements"]), "not a proof")
    check_instant(proof["madeAt"])
    key = proof["key"]
    need(re.fullmatch("(attachment|message|thread|tombstone)/[!-~]+", key) and len(key) <= 32768,
         "not the key of a record")
    check_seal(from_base64(file["seal"]), canonical(proof))
    need(not OPTIONS.log_key or proof["logKey"] == log_key().strip(), "another log's key")
    size, root = check_checkpoint(proof["checkpoint"], proof["logKey"])
    compare_head(proof["checkpoint"], proof["logKey"])
    for statement in proof["statements"]:
        check_statement(statement, key, size, root)


def check_statement(statement, key, log_size, log_root):
    """The links of one snapshot: record, record list, manifest, entry of the log, checkpoint."""
    check_statement_form(statement)
    manifest, entry = statement["manifest"], statement["entry"]
    root, lines = bytes.fromhex(manifest["records"]["root"]), manifest["records"]["lines"]
    if "presence" in statement:
        check_presence(statement["presence"], statement["record"], key, lines, root)
    else:
        check_absence(statement["absence"], key, lines, root)
    named = {"id": sha256(canonical(manifest)).hex(), "root": root.hex()}
    need(entry["action"] == "snapshot" and entry["snapshot"] == dict(entry["snapshot"], **named),
         "the entry is about another snapshot")
    index = entry["seq"] - 1
    path = list(map(from_base64, statement["entryPath"]))
    check_inclusion(leaf(canonical(entry)), index, log_size, path, log_root)
    print("  %s %s a snapshot of %s as of %s%s"
          % (key, "is in" if "presence" in statement else "IS NOT in",
             manifest["device"]["label"], manifest["asOf"], incomplete(manifest)))


def check_statement_form(statement):
    """A statement has the members that the format names and no others, each of its type."""
    kind = "absence" if "absence" in statement else "presence record"
    need_members(statement, "entry entryPath manifest " + kind)
    path_hashes(statement["entryPath"])
    need(statement["manifest"]["schema"] == "palimpsest/manifest/1", "not a manifest")
    count(statement["manifest"]["records"]["lines"])
    if "absence" not in statement:
        record = statement["record"]
        need_members(record, "content salt", "state")
        need(isinstance(record["content"], dict), "a record without content")
        check_place_form(statement["presence"])
        return
    absence = statement["absence"]
    need_members(absence, "size", "above below shared")
    count(absence["size"])
    for name in ("above", "below"):
        if name in absence:
            check_place_form(absence[name])
    need(("shared" in absence) == ("above" in absence and "below" in absence),
         "shared belongs to two neighbours")
    need(count(absence.get("shared", 0)) <= len(absence.get("below", {}).get("path", [])),
         "the neighbours cannot share so much")


def check_place_form(place):
    """A place is a line of the record list, its index, the list's size, and the line's path."""
    need_members(place, "index line path size")
    count(place["index"])
    count(place["size"])
    path_hashes(place["path"])
    need(re.fullmatch("[!-~]{1,32768} [0-9a-f]{64} [0-9a-f]{64}", place["line"]),
         "a line that is none")


def path_hashes(path):
    """The hashes of a path, each Base64 of 32 bytes."""
    need(isinstance(path, list) and len(path) < 64, "not a path")
    hashes = list(map(from_base64, path))
    need(all(len(each) == 32 for each in hashes), "not a path of hashes")
    return hashes


def check_place(place, path, lines, root):
    """A line is at its place in the record list, which has so many lines and this root."""
    need(place["size"] == lines, "another list")
    check_inclusion(leaf(place["line"].encode()), place["index"], lines, path_hashes(path), root)


def check_presence(place, record, key, lines, root):
    """The key's line is in the list, and commits to what is shown of the record."""
    line_key, content_hash, state_hash = place["line"].split(" ")
    salt = from_hex(record["salt"])
    need(line_key == key and place["size"] == lines, "another record's line")
    check_place(place, place["path"], lines, root)
    need(sha256(salt + canonical(record["content"])).hex() == content_hash,
         "not the record that was sealed")
    need("state" not in record or sha256(salt + canonical(record["state"])).hex() == state_hash,
         "not the state that was sealed")
    # In a key all but printable ASCII, and "%", is written as "%" and two digits (snapshot.md).
    name = record["content"]["id" if key.startswith("thread/") else "guid"].encode()
    escaped = "".join(chr(b) if 32 < b < 127 and b != 37 else "%%%02X" % b for b in name)
    need(key.split("/", 1)[1] == escaped, "a record of another id")


def check_absence(absence, key, lines, root):
    """Between two neighbours in the sorted list, or before or behind it, is no line of the key."""
    below, above = absence.get("below"), absence.get("above")
    need(absence["size"] == lines, "another list")
    behind = below["index"] + 1 if below else 0
    ahead = above["index"] if above else lines
    need(behind == ahead and (below or above or root == sha256(b"")),
         "the lines are not neighbours")
    prefix = (key + " ").encode()
    shared = []  # the upper end of both ways, which stands in the lower neighbour's path alone
    if below and above:
        shared = below["path"][len(below["path"]) - absence["shared"]:]
    if below:
        need(below["line"].encode() < prefix, "not below")
        check_place(below, below["path"], lines, root)
    if above:
        line = above["line"].encode()
        need(line > prefix and not line.startswith(prefix), "not above")
        check_place(above, above["path"] + shared, lines, root)


def incomplete(manifest):
    """What must be said of a snapshot in which not all could be read."""
    return "" if manifest["complete"] is True else "; INCOMPLETE: absence from it shows nothing"


# ---- Redacted copies of reports (docs/format/report.md) -----------------------------------------

SECTIONS = set("annexes answer certification cover custody findings integrity items limits method "
               "parties question results schema statement verification".split())
SIGNER = "/verification/signer/fingerprint"


def check_redacted(data):
    """Values of a report, shown with their salts or kept back, are all those that were sealed."""
    file = parse(data)
    need(set(file) == {"parts", "schema", "seal", "values"} and canonical(file) == data,
         "not in canonical form")
    parts, values = file["parts"], file["values"]
    need(file["schema"] == "palimpsest/redacted/1" and parts["schema"] == "palimpsest/parts/1",
         "not a redacted report of a known version")
    sealed_by = check_seal(from_base64(file["seal"]), canonical(parts))
    check_pointers([each["path"] for each in values])
    shown = {each["path"]: each["value"] for each in values if "value" in each}
    need(not any(isinstance(value, (dict, list)) and value for value in shown.values())
         and shown.get("/schema", "palimpsest/report/1") == "palimpsest/report/1",
         "not the values of a report")
    need(all(set(each) in ({"path", "salt", "value"}, {"path", "commitment"}) for each in values),
         "a value neither shown nor kept back")
    leaves = [leaf((each["path"] + "\n" + commitment(each)).encode()) for each in values]
    need(len(leaves) == parts["count"] and tree_root(leaves).hex() == parts["root"],
         "not the values that were sealed")
    print("  %d values of report %s, %d kept back"
          % (len(leaves), parts["report"], len(leaves) - len(shown)))
    if "/custody/checkpoint" in shown:
        compare_head(shown["/custody/checkpoint"])
    elif OPTIONS.known:
        print("  NOT CHECKED: the known checkpoint, since the head of the log is kept back")
    need(any(each["path"] == SIGNER for each in values), "names no certificate")
    if SIGNER in shown:
        check_signer(sealed_by, shown[SIGNER])
    else:
        print("  NOT CHECKED: which certificate it names, since that is kept back")


def commitment(value):
    """The commitment to a value: that which stands there, or that to what is shown."""
    if "commitment" in value:
        return value["commitment"]
    return sha256(from_hex(value["salt"]) + canonical(value["value"])).hex()


def check_pointers(paths):
    """JSON pointers (RFC 6901) are the places of all values of one report, in its order."""
    need(all(path.startswith("/") and not re.search("~(?![01])", path) and path.count("/") < 61
             for path in paths),
         "a path that is no pointer")
    rows = [[name.replace("~1", "/").replace("~0", "~") for name in path[1:].split("/")]
            for path in paths]
    need(rows and is_document(rows), "not the places of one document in its order")
    need({path.split("/")[1] for path in paths} == SECTIONS, "not the places of a report")


def is_document(rows, depth=0):
    """Whether the names from this depth on are those of one value and of all that is in it.

    Members come in the order of RFC 8785, elements from 0 on without a gap; of a value without any
    there is one row.
    """
    if min(map(len, rows)) == depth:
        return len(rows) == 1
    groups = [(name, list(group)) for name, group in itertools.groupby(rows, lambda r: r[depth])]
    names = [name for name, _ in groups]
    units = [name.encode("utf-16-be", "surrogatepass") for name in names]
    is_array = names == list(map(str, range(len(names))))
    is_object = all(first < second for first, second in zip(units, units[1:]))
    return (is_array or is_object) and all(is_document(group, depth + 1) for _, group in groups)


# ---- The custody log (docs/format/custody.md) ---------------------------------------------------

def check_log(folder):
    """A log is numbered, chained and signed as a whole, and extends its earlier checkpoints.

    Return the roots of the snapshots that it names, by their ids.
    """
    lines = read(folder, "log.jsonl").split(b"\n")
    need(lines.pop() == b"", "a half-written last line")
    hashes = [leaf(line) for line in lines]
    previous = "0" * 64
    snapshots = {}
    for number, line in enumerate(lines, 1):
        entry = parse(line)
        count(entry["seq"])
        need(entry["seq"] == number and entry["prev"] == previous,
             "line %d is out of place" % number)
        previous = hashes[number - 1].hex()
        if entry["action"] == "snapshot":
            snapshots[entry["snapshot"]["id"]] = entry["snapshot"]["root"]
    key = log_key(folder)
    head = check_checkpoint(read(folder, "checkpoint").decode(), key)
    need(head == (len(lines), tree_root(hashes)), "not the lines that were signed")
    for path in sorted(files(folder, "stamps", "*.tsr") + files(folder, "evidence", "*.ers")):
        check(path)
        check_extends(read(path[:-4] + ".checkpoint"), hashes, key)
    if OPTIONS.known:
        check_extends(read(OPTIONS.known), hashes, key)
    return snapshots


def check_extends(note, hashes, key):
    """A log with these leaf hashes begins with the entries of an earlier checkpoint."""
    size, root = check_checkpoint(note.decode(), key)
    need(0 < size <= len(hashes) and tree_root(hashes[:size]) == root,
         "the log does not extend an earlier checkpoint")


def check_entry_proof(data, path):
    """An entry, beside its proof as NAME.json, is in the log (C2SP tlog-proof).

    The proof is a line for its form, "index N", the path, an empty line, the checkpoint.
    """
    head, _, note = data.decode().partition("\n\n")
    lines = head.split("\n")
    key = log_key(os.path.dirname(path))
    size, root = check_checkpoint(note, key)
    entry = read(path[:-len(".tlog-proof")] + ".json")
    index = int(lines[1].split(" ")[1])
    check_inclusion(leaf(entry), index, size, list(map(from_base64, lines[2:])), root)
    compare_head(note, key)


def check_growth(data, path):
    """A later checkpoint extends the one of --known (in the form of C2SP tlog-witness).

    The proof is "old N", the path, an empty line, the later checkpoint.
    """
    head, _, note = data.decode().partition("\n\n")
    lines = head.split("\n")
    key = log_key(os.path.dirname(path))
    need(OPTIONS.known, "name the earlier checkpoint with --known")
    old_size, old_root = check_checkpoint(read(OPTIONS.known).decode(), key)
    new_size, new_root = check_checkpoint(note, key)
    need(int(lines[0].split(" ")[1]) == old_size, "about another checkpoint")
    hashes = list(map(from_base64, lines[1:]))
    check_consistency(old_size, new_size, hashes, old_root, new_root)


def check_dated_checkpoint(response, note, path):
    """stamps/N.tsr is a time authority's response (RFC 3161) over N.checkpoint."""
    check_timestamp(element(response, children(response)[1]), note)
    custody = os.path.abspath(os.path.join(path, "..", ".."))
    if OPTIONS.log_key or os.path.exists(os.path.join(custody, "log.pub")):
        check_checkpoint(note.decode(), log_key(custody))
    else:
        print("  NOT CHECKED: who signed the checkpoint (--log-key)")


def check_series(note, path):
    """evidence/N.ers is over N.list, N.checkpoint, and the manifests that the list names.

    In a package some of these may be absent; the list has the SHA-256 of each.
    """
    listed = read(path[:-4] + ".list")
    vault = os.path.abspath(os.path.join(path, "..", "..", ".."))
    here = {}
    for folder in ("snapshots", "pruned", os.path.join("data", "snapshots")):
        for manifest in map(read, files(os.path.join(vault, folder), "*.json")):
            here[sha256(manifest)] = manifest
    ids = [bytes.fromhex(line) for line in listed.decode().split("\n")[:-1]]
    found = [here[each] for each in ids if each in here]
    print("  over %d snapshots, %d of them here" % (len(ids), len(found)))
    elsewhere = [each for each in ids if each not in here]
    check_evidence(read(path), [listed, note] + found, elsewhere)


# ---- Packages (BagIt, RFC 8493; docs/format/package.md) -----------------------------------------

TAGS = "tagmanifest-sha256.txt"
ROLES = "database wal shm journal attachment preferences contacts backup keys derived".split()


def check_package(folder):
    """The tag manifest is sealed, each file is listed and as listed, and its content is sound."""
    found = file_names(folder)
    payload = {name for name in found if name.startswith("data/")}
    check_seal(read(folder, TAGS + ".p7s"), read(folder, TAGS))
    tags = check_listed(folder, TAGS, "sha256")
    need(payload
         == check_listed(folder, "manifest-sha256.txt", "sha256")
         == check_listed(folder, "manifest-sha512.txt", "sha512")
         == found - tags - {TAGS, TAGS + ".p7s"},
         "files that are not listed")
    roots = check_log(os.path.join(folder, "custody"))
    names = os.listdir(os.path.join(folder, "data", "snapshots"))
    for name in sorted(each for each in names if each.endswith(".json")):
        check_snapshot(folder, name[:-len(".json")], roots)
    for path in sorted(files(folder, "data", "reports", "*")):
        check(path, compare=False)


def file_names(folder):
    """The names of all files below a folder. Links, which may lead out of it, are refused."""
    found = set()
    for parent, folders, names in os.walk(folder):
        need(not any(os.path.islink(os.path.join(parent, name)) for name in folders + names),
             "a link")
        paths = [os.path.relpath(os.path.join(parent, name), folder) for name in names]
        found.update(path.replace(os.sep, "/") for path in paths)
    return found


def check_listed(folder, name, algorithm):
    """The files that a manifest lists have the hashes that it gives. Return their names."""
    lines = read(folder, name).decode().splitlines()
    hashes = dict(reversed(line.split("  ", 1)) for line in lines)
    for path, expected in hashes.items():
        need(".." not in path.split("/") and path[0] != "/"
             and hashlib.new(algorithm, read(folder, path)).hexdigest() == expected,
             "changed: " + path)
    return set(hashes)


def check_snapshot(folder, name, roots):
    """The log names a manifest, which names its record list and, in a list, its evidence files."""
    base = os.path.join(folder, "data", "snapshots")
    data = read(base, name + ".json")
    manifest = parse(data)
    records = read(base, name + ".records").split(b"\n")[:-1]
    evidence = read(base, name + ".evidence")
    need(sha256(data).hex() == name and roots.get(name) == manifest["records"]["root"],
         "a snapshot that is not in the log")
    need(sha256(evidence).hex() == manifest["evidence"]["list"]["sha256"], "another evidence list")
    is_sorted = records == sorted(set(records))
    need(is_sorted and tree_root(list(map(leaf, records))).hex() == manifest["records"]["root"],
         "a record list of another root")
    rows = list(map(parse, evidence.splitlines()))
    need(len(records) == manifest["records"]["lines"], "a record list of another length")
    check_evidence_list(manifest, rows)
    for row in rows:
        file = read(folder, "data", "objects", from_hex(row["sha256"]).hex())
        need(sha256(file).hex() == row["sha256"] and len(file) == count(row["size"]),
             "an evidence file changed")
    print("  snapshot", name[:12], "of", manifest["device"]["label"],
          "as of", manifest["asOf"] + incomplete(manifest))


def check_evidence_list(manifest, rows):
    """Paths, database, times and roles of evidence files are what the format allows."""
    paths = [row["path"] for row in rows]
    need(all(map(is_relative, paths)), "a path that is none")
    need(manifest["evidence"].get("database") in paths + [None],
         "a database that is not in the list")
    for row in rows:
        check_instant(row["modifiedAt"])
    need(all(row["role"] in ROLES for row in rows), "a role that is none")


def is_relative(path):
    """Whether a path has up to 4,096 UTF-16 units and leads down by its names alone."""
    return (path and "\0" not in path
            and len(path.encode("utf-16-be", "surrogatepass")) // 2 <= 4096
            and "/" not in (path[0], path[-1])
            and all(name not in (".", "..") for name in path.split("/")))


# ---- Reports, and any other sealed JSON (docs/format/report.md) ---------------------------------

def check_sealed_json(data, path, compare):
    """Canonical JSON has a seal beside it, maybe an evidence record; a report names its signer.

    In a package a report's head is not compared: there the whole log is held against --known.
    """
    ends = [".p7s", ".ers", ".p7c"]
    no_links = ends + [""] if os.path.basename(path) == "report.json" else ends
    need(not any(os.path.islink(path + end) for end in no_links),
         "a link beside it, or in its place")
    document = parse(data)
    need(canonical(document) == data, "not canonical JSON")
    sealed_by = check_seal(read(path + ".p7s"), data)
    if document.get("schema", "").startswith("palimpsest/report/"):
        check_signer(sealed_by, document["verification"]["signer"]["fingerprint"])
        if compare:
            compare_head(document["custody"]["checkpoint"])
    print("  SHA-256", sha256(data).hex())
    beside = set(os.listdir(os.path.dirname(os.path.abspath(path))))
    beside -= {os.path.basename(path) + end for end in ends + [""]}
    if beside and path.endswith("report.json"):
        print("  NOT CHECKED beside it:", ", ".join(sorted(beside)))
    if os.path.exists(path + ".ers"):
        record = read(path + ".ers")
        kept = [read(path + ".p7c")] if os.path.exists(path + ".p7c") else []
        check_evidence(record, [data, read(path + ".p7s")] + kept)


# ---- Which kind a path is -----------------------------------------------------------------------

def check(path, compare=True):
    """Check a path as what it is. A report's head is compared with others if compare says so."""
    print(path)
    if os.path.isdir(path):
        check_folder(path, compare)
        return
    data = read(path)
    is_dated = path.endswith((".ers", ".tsr"))
    note = read(path[:-4] + ".checkpoint") if is_dated else None
    if note and path.endswith(".ers"):
        check_series(note, path)
    elif note:
        check_dated_checkpoint(data, note, path)
    elif data.startswith(b'{"proof":'):
        check_proof(data)
    elif data.startswith(b'{"parts":'):
        check_redacted(data)
    elif data.startswith(b"c2sp.org/tlog-proof@v1\n"):
        check_entry_proof(data, path)
    elif data.startswith(b"old "):
        check_growth(data, path)
    else:
        check_sealed_json(data, path, compare)


def check_folder(folder, compare):
    """Check a folder as all that it is, so that nothing in it hides behind something else."""
    names = [name for name in ("bagit.txt", TAGS, "log.jsonl", "report.json")
             if os.path.lexists(os.path.join(folder, name))]
    if "bagit.txt" in names or TAGS in names:
        check_package(folder)
    if "log.jsonl" in names:
        check_log(folder)
    if not names or "report.json" in names:
        check(os.path.join(folder, "report.json"), compare)


def main():
    """Check all that the command line names."""
    cli = argparse.ArgumentParser(description=HELP,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("paths", nargs="+")
    for name in ("--trust", "--trust-time", "--log-key", "--known"):
        cli.add_argument(name)
    cli.parse_args(namespace=OPTIONS)
    try:
        for path in OPTIONS.paths:
            check(path)
        print("ok")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError,
            RecursionError) as error:  # input of another form than expected meets any of these
        sys.exit("FAILED: %s" % error)


if __name__ == "__main__":
    main()
