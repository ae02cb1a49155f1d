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
import collections
import datetime
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
    "    verify.py PATH...  report.json, a redacted copy, a proof, a checkpoint, an entry's"
    " .tlog-proof, a consistency proof, a dated checkpoint's .tsr,\n"
    "                       a series' .ers, or the folder of a report, a package or a custody"
    " log\n"
    "    --trust, --trust-time CERT.pem  what seals, and timestamps, must rest on"
    "     --log-key FILE  the log.pub that signs checkpoints\n"
    "    --known FILE  an earlier checkpoint that a log or its proof must extend "
)
OPTIONS = argparse.Namespace()  # the command line
HEADS = []  # the heads of custody logs that this run met
KEYS = []  # the keys of custody logs that it met
LOGS = []  # the logs themselves, each as its head and the hashes of its lines
LINKS = set()  # heads of which a proof showed that the later one extends the earlier one


# ---- What is printed ----------------------------------------------------------------------------

def escaped(text):
    """A text in which nothing can pass for another line: all but printable ASCII is escaped."""
    text = text.encode("ascii", "backslashreplace").decode()
    return re.sub("[^ -~]", lambda each: "\\x%02x" % ord(each.group()), text)


def say(*words):
    """Print one line."""
    print(escaped(" ".join(map(str, words))))


def quoted(text):
    """What somebody else wrote, between quotation marks that it cannot end, nor break a line."""
    marks = re.sub(r'[\\"]|(?<= ) ', lambda each: "\\x%02x" % ord(each.group()), str(text))
    return '"' + escaped(marks) + '"'


def unsealed():
    """Say of what has no seal that the certificates which were given were of no use."""
    if OPTIONS.trust:
        say("  NOT CHECKED: --trust, since this has no seal of its own")


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


def is_hash(text):
    """Whether this is a SHA-256 in lower-case digits."""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text)


def check_texts(value, required, optional=""):
    """Refuse what is not a JSON object with these members, or in which one is not a text."""
    names = required.split() + [name for name in optional.split() if name in value]
    need(isinstance(value, dict) and all(isinstance(value[name], str) for name in names),
         "not the texts that it should have: " + required)


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
    need(is_hash(text), "not a salt or hash")
    return bytes.fromhex(text)


def read(*path):
    """The bytes of a file. Anything else is refused; a pipe, for one, would be waited for."""
    file = pathlib.Path(*path)
    need(file.is_file() or not file.exists(), "not a file: " + file.name)
    return file.read_bytes()


def listed(folder, end=""):
    """The paths of all in a folder that end so, hidden ones too; none if it is not there."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(os.path.join(folder, name) for name in names if name.endswith(end))


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
    need(not isinstance(value, int) or abs(value) < 1 << 53, "a number that is too large")
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


def parts(der, tags=None):
    """The values that a value consists of; with tags, in hexadecimal digits, exactly those."""
    values = [element(der, at) for at in children(der)]
    need(tags is None or bytes(each[0] for each in values).hex(" ") == tags,
         "a DER value of another form")
    return values


def need_der(value):
    """Refuse all but one value in its one form: shortest lengths, sets in order, no byte behind."""
    start, end = span(value, 0)
    need(value[1:] == sequence(value[start:end])[1:] and value[0] & 31 != 31, "not in DER")
    if value[0] & 32:
        inner = parts(value)
        need(value[0] != 0x31 or inner == sorted(inner), "not in DER")
        for each in inner:
            need_der(each)


def name_of(der):
    """The object identifier that a value begins with, in hexadecimal digits."""
    return content(parts(der)[0], 0).hex()


def moment(der):
    """A UTCTime or GeneralizedTime, without its fraction."""
    text = content(der, 0).decode()
    if der[0] == 0x17:  # years from 1950 to 2049 (RFC 5280, 4.1.2.5.1)
        text = ("19" if text >= "5" else "20") + text
    need(re.fullmatch(r"[0-9]{14}(\.[0-9]+)?Z", text), "not a time in UTC")
    return datetime.datetime.strptime(text[:14], "%Y%m%d%H%M%S")


def sequence(data):
    """A SEQUENCE with this content."""
    digits = len(data).to_bytes(max(1, (len(data).bit_length() + 7) // 8), "big")
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


# ---- Certificates (RFC 5280; docs/format/seal.md) -----------------------------------------------

CURVES = ("2a8648ce3d030107", "2b81040022")  # P-256 and P-384, as they stand in a key
EC, RSA = "2a8648ce3d0201", "2a864886f70d010101"
BASIC_CONSTRAINTS, KEY_USAGE = "551d13", "551d0f"
SIGN, ISSUE = 0xc0, 0x04  # bits of the key usage: signatures and what binds, certificates


def certificate_fields(certificate):
    """Serial number, algorithm, issuer, validity, subject, key, and what may stand behind these."""
    fields = parts(parts(certificate, "30 30 03")[0])
    return fields[1:] if fields[0][0] == 0xa0 else fields  # the version


def extension(certificate, name):
    """The value of an extension; nothing if the certificate has none of that name."""
    for field in certificate_fields(certificate)[6:]:
        for each in parts(parts(field)[0]) if field[0] == 0xa3 else []:
            if name_of(each) == name:
                return content(parts(each)[-1], 0)
    return None


def may(certificate, use):
    """Whether the key usage, where there is one, allows this."""
    usage = extension(certificate, KEY_USAGE)
    return usage is None or bool(int.from_bytes(content(usage, 0)[1:2], "big") & use)


def may_issue(certificate):
    """Whether it says of itself that it is an authority; its key usage must allow that too."""
    constraints = extension(certificate, BASIC_CONSTRAINTS)
    return (constraints is not None and parts(constraints)[:1] == [b"\x01\x01\xff"]
            and may(certificate, ISSUE))


def is_valid(certificate, time):
    """Whether a time is within the certificate's validity."""
    begin, end = map(moment, parts(certificate_fields(certificate)[3]))
    return begin <= time <= end


def pem(certificates):
    """Certificates as openssl reads them."""
    return b"".join(b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(each)
                    + b"-----END CERTIFICATE-----\n" for each in certificates)


def from_pem(data):
    """The certificates of a PEM file, as DER."""
    form = b"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----"
    return [base64.b64decode(each) for each in re.findall(form, data, re.DOTALL)]


def is_below(certificate, between, above, *more):
    """Whether one of the certificates above stands above it, maybe with others between them."""
    others = ["-untrusted", "between"] if between else []
    ran = openssl("verify", "-partial_chain", "-no_check_time", "-purpose", "any", "-no-CApath",
                  "-no-CAstore", "-CAfile", "above", *others, *more, "certificate",
                  certificate=pem([certificate]), between=pem(between), above=pem(above))
    return ran.returncode == 0


def check_trust(certificate, others, file, time):
    """A certificate is in the file itself, or rests on one in it, by others that came with it.

    None but authorities speak for what is below them. The others must have been valid at the time.
    """
    trusted = from_pem(read(file))
    above = [each for each in trusted if may_issue(each)]
    between = [each for each in others if may_issue(each) and is_valid(each, time)]
    need(certificate in trusted or above and is_below(certificate, between, above),
         "no trusted certificate that may issue others stands above the one that signed")


# ---- Timestamps (RFC 3161; docs/format/seal.md) -------------------------------------------------

def check_timestamp(token, data):
    """A time authority's token is over a hash of the data. Print its time and authority.

    The hash is of the SHA family, and not SHA-1. Without --trust-time the certificates inside are
    taken for the authority's, which tells nothing of who it is. Return the time.
    """
    ran = openssl("pkcs7", "-inform", "DER", "-in", "t", "-print_certs", t=token)
    inside = from_pem(ran.stdout)
    trusted = from_pem(read(OPTIONS.trust_time)) if OPTIONS.trust_time else inside
    verified = openssl("ts", "-verify", "-token_in", "-in", "t", "-data", "d", "-CAfile", "c",
                       "-partial_chain", "-no_check_time", t=token, d=data, c=pem(trusted))
    ran = openssl("ts", "-reply", "-token_in", "-in", "t", "-token_out", "-text", t=token)
    text = ran.stdout.decode(errors="replace")
    is_strong = "Hash Algorithm: sha" in text.replace("sha1", "")
    need(verified.returncode == 0 and is_strong, "the timestamp does not verify")
    ran = openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "t", "-out", os.devnull,
                  "-signer", "/dev/stdout", t=token)
    # ContentInfo, SignedData, its content, an OCTET STRING, TSTInfo, and in that genTime.
    stated = parts(parts(parts(parts(token)[1])[0])[2])[1]
    time = moment(parts(content(parts(stated)[0], 0))[4])
    authority = fingerprint(ran.stdout)
    if OPTIONS.trust_time:
        check_trust(from_pem(ran.stdout)[0], inside, OPTIONS.trust_time, time)
    doubt = "(an authority that nobody vouches for: --trust-time)"
    say("  dated Time stamp:", time.isoformat() + "Z", "by", authority,
        "" if OPTIONS.trust_time else doubt)
    return time


# ---- Seals (CMS, RFC 5652; docs/format/seal.md) -------------------------------------------------

SIGNATURE_TIMESTAMP = "060b2a864886f70d010910020e"  # its object identifier (RFC 3161, appendix A)
SIGNER = "02 30 30 a0 30 04"  # version, name, digest, attributes, algorithm, signature
ID_DATA, SIGNED_DATA = "2a864886f70d010701", "2a864886f70d010702"
CONTENT_TYPE, SIGNING_TIME = "2a864886f70d010903", "2a864886f70d010905"
SIGNING_CERTIFICATE, PROTECTION = "2a864886f70d010910022f", "2a864886f70d010934"
DIGESTS = {
    "608648016503040201": "sha256",
    "608648016503040202": "sha384",
    "608648016503040203": "sha512",
}
SIGNATURES = {  # with which digest each kind of key signs, by the name of the two together
    EC: {"2a8648ce3d040302": "sha256", "2a8648ce3d040303": "sha384"},
    RSA: {"2a864886f70d01010b": "sha256", "2a864886f70d01010c": "sha384",
          "2a864886f70d01010d": "sha512"},
}


def check_seal(p7s, data):
    """A detached signature is over the data. Print and return the fingerprint of who sealed.

    With --trust it must rest on a certificate of that file, at the time that it claims, or that of
    a timestamp by an authority that is trusted.
    """
    ran = openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", "p7s",
                  "-content", "content", "-out", os.devnull, "-noverify",
                  "-signer", "/dev/stdout", p7s=p7s, content=data)
    need(ran.returncode == 0, "the seal does not verify")
    sealed_by = fingerprint(ran.stdout)
    say("  sealed by", sealed_by)
    path, claimed = seal_parts(p7s)
    check_signer(sealed_by, sha256(path[0]).hex())
    dated = check_seal_timestamp(p7s)
    skew = datetime.timedelta(minutes=5)
    need(is_valid(path[0], claimed) and (dated is None or claimed <= dated + skew),
         "the time that the seal claims cannot be")
    if OPTIONS.trust:
        time = dated if dated and OPTIONS.trust_time else claimed
        need(is_valid(path[0], time), "dated at a time at which the certificate was not valid")
        check_trust(path[0], path[1:], OPTIONS.trust, time)
    return sealed_by


def seal_parts(p7s):
    """The certificates of a seal, the signer's first, and the time that it claims.

    A seal has one form (docs/format/seal.md), so that no byte of it can change unnoticed.
    """
    need_der(p7s)
    kind, wrapped = parts(p7s, "06 a0")
    version, digests, inside, held, signers = parts(parts(wrapped, "30")[0], "02 31 30 a0 31")
    signer = parts(parts(signers, "30")[0])
    tags = bytes(each[0] for each in signer).hex(" ")
    need(content(kind, 0).hex() == SIGNED_DATA and tags in (SIGNER, SIGNER + " a1")
         and inside == sequence(bytes.fromhex("0609" + ID_DATA))  # without content
         and version == signer[0] == b"\x02\x01\x01" and parts(digests) == [signer[2]],
         "not a seal of the known form")
    path = seal_path(parts(held), signer[1])
    signed = signed_attributes(signer[3])
    need({CONTENT_TYPE, SIGNING_TIME, SIGNING_CERTIFICATE} <= set(signed)
         and content(signed[CONTENT_TYPE], 0).hex() == ID_DATA,
         "a seal that lacks what it must say, or over another kind of content")
    check_algorithms(path[0], signer[2], signer[4], signed.get(PROTECTION))
    check_named(path, signed[SIGNING_CERTIFICATE])
    need(may(path[0], SIGN), "the certificate is not for signatures")
    return path, moment(signed[SIGNING_TIME])


def signed_attributes(attributes):
    """What is signed beside the content, by name: each once, with one value, in order."""
    rows = [parts(each, "06 31") for each in parts(attributes)]
    signed = {content(kind, 0).hex(): parts(values) for kind, values in rows}
    need(len(signed) == len(rows) and all(len(each) == 1 for each in signed.values())
         and parts(attributes) == sorted(parts(attributes)), "attributes of another form")
    return {kind: values[0] for kind, values in signed.items()}


def seal_path(held, signer):
    """The certificates in a seal from the signer's upwards, each issued by the next; no others."""
    own = [each for each in held
           if sequence(certificate_fields(each)[2] + certificate_fields(each)[0]) == signer]
    need(len(own) == 1 and len(set(held)) == len(held) <= 10, "not one signer")
    path = own
    above = own
    while above:
        above = [each for each in held if each not in path and is_below(path[-1], [], [each])][:1]
        path = path + above
    need(len(path) == len(held), "a certificate that has no part in the seal")
    return path


def check_algorithms(certificate, digest, signature, protection):
    """Key, digest and signature are of those that are allowed, and what is signed repeats them."""
    key = parts(certificate_fields(certificate)[5], "30 03")
    kind = name_of(key[0])
    if kind == RSA:
        modulus = parts(content(key[1], 0)[1:])[0]
        is_strong = 3072 <= int.from_bytes(content(modulus, 0), "big").bit_length() <= 8192
    else:
        is_strong = kind == EC and content(parts(key[0])[1], 0).hex() in CURVES
    name = DIGESTS.get(name_of(digest))
    by = SIGNATURES.get(kind, {}).get(name_of(signature))
    null = [b"\x05\x00"]
    need(is_strong and name and (by == name or kind == RSA == name_of(signature))
         and parts(digest)[1:] in ([], null)
         and parts(signature)[1:] in ([], null if kind == RSA else []),
         "a seal with a key or an algorithm that is not allowed")
    if protection is not None:
        stated = parts(protection, "30 a1")
        need(name_of(stated[0]) == name_of(digest) and name_of(stated[1]) == name_of(signature),
             "the algorithms are not those that were sealed")


def check_named(path, value):
    """The signature names the signer's certificate, and those above it, by hash (RFC 5035)."""
    named = [parts(each) for each in parts(parts(value)[0])]
    for number, fields in enumerate(named):
        name = "sha256"  # which is left out
        if fields[0][0] == 0x30:
            name = DIGESTS[name_of(fields.pop(0))]
        need(content(fields[0], 0) == hashlib.new(name, path[number]).digest()
             and (len(fields) == 1 or parts(fields[1])[1] == certificate_fields(path[number])[0]),
             "not the certificates that the seal names")
    subject, issuer = certificate_fields(path[-1])[4], certificate_fields(path[-1])[2]
    is_closed = subject == issuer and is_below(path[-1], [], [path[-1]], "-check_ss_sig")
    need(named and (len(named) == len(path) or is_closed),
         "nothing vouches for the topmost certificate")


def check_seal_timestamp(p7s):
    """A seal's unsigned attribute, if it has one, is a timestamp over its signature value.

    It is in the last field of the one signer, who is in the last field of SignedData (RFC 5652).
    Return its time.
    """
    signed_data = parts(parts(p7s)[1])[0]
    signer = parts(parts(parts(signed_data)[-1])[0])
    if signer[-1][0] != 0xa1:  # unsignedAttrs, which stand behind the signature value
        return None
    attributes = parts(signer[-1])
    kind, values = parts(attributes[0])
    need(kind.hex() == SIGNATURE_TIMESTAMP, "an attribute of another kind")
    need(len(attributes) == len(parts(values)) == 1, "more than one timestamp in a seal")
    return check_timestamp(parts(values)[0], content(signer[-2], 0))


def check_signer(sealed_by, named):
    """The certificate that sealed a document is the one that it names."""
    digits = sealed_by.split("=")[-1].replace(":", "").lower()
    need(digits == named, "sealed by another certificate than it names: " + quoted(named))


# ---- Evidence records (RFC 4998, in the one form of docs/format/seal.md) ------------------------

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


def parse_key(text):
    """The name and the public key, 32 bytes, of a verifier key."""
    name, key_id, public = text.split("+", 2)
    typed = from_base64(public)
    need(is_name(name) and len(typed) == 33 and typed[0] == 1 and key_id == id_of(name, typed[1:]),
         "not a key of a log")  # 1 is Ed25519
    return name, typed[1:]


def id_of(name, public):
    """The id of a key under a name, in digits."""
    return sha256(name.encode() + b"\n\x01" + public)[:4].hex()


def is_name(text):
    """Whether a key, and so a log, may have this name."""
    return re.fullmatch(r"[^\s+\x00-\x1f\x7f-\x9f]+", text)


def log_key(folder=None):
    """The public key of --log-key, else the one in the folder; nothing if there is neither.

    One key signs the logs of several vaults, each under the name of its log.
    """
    file = OPTIONS.log_key
    if not file and folder is not None and os.path.lexists(os.path.join(folder, "log.pub")):
        file = os.path.join(folder, "log.pub")
    return parse_key(read(file).decode().strip())[1] if file else None


Head = collections.namedtuple("Head", "name size root text signatures")


def parse_head(note):
    """A checkpoint: three lines (origin, size, root), an empty line, and signatures.

    Of the signatures of keys that are not known only the form is looked at.
    """
    text, _, lines = note.rpartition("\n\n")
    rows = [line.split(" ") for line in lines[:-1].split("\n")]
    need(text and lines.endswith("\n") and len(rows) < 65 and len(note.encode()) <= 1 << 20
         and not re.search("[^\n -\U0010ffff]", note) and all(map(is_signature, rows)),
         "not a checkpoint with signature lines")
    rows = [(row[1], from_base64(row[2])) for row in rows]
    name, size, root = text.split("\n")
    need(is_name(name) and re.fullmatch("0|[1-9][0-9]{0,17}", size) and len(from_base64(root)) == 32
         and (size != "0" or from_base64(root) == sha256(b"")),
         "not the origin, size and root of a log")
    return Head(name, int(size), from_base64(root), text + "\n",
                [(signed_by, each[:4].hex(), each[4:]) for signed_by, each in rows])


def is_signature(words):
    """Whether a line is an em dash, a key's name, and Base64 of a key id and a signature."""
    return (len(words) == 3 and words[0] == "\u2014" and is_name(words[1])
            and len(from_base64(words[2])) > 4)


def is_signed(head, public):
    """Whether a head has a signature of this key, and all that it has of it verify."""
    own = [signature for name, key_id, signature in head.signatures
           if (name, key_id) == (head.name, id_of(head.name, public))]
    command = "pkeyutl -verify -pubin -keyform DER -inkey k -rawin -in m -sigfile s".split()
    return own and all(
        openssl(*command, k=ED25519 + public, m=head.text.encode(), s=each).returncode == 0
        for each in own)


def check_signature(head, public):
    """A head is signed by this key."""
    need(is_signed(head, public), "not signed by this key")
    say("  log key, SHA-256", sha256(ED25519 + public).hex())
    KEYS.append(public)


def check_head(head, folder=None):
    """A head is signed by the key that is at hand, and is held against all others at the end."""
    public = log_key(folder)
    if public:
        check_signature(head, public)
    else:
        say("  NOT CHECKED: who signed the head of the log (--log-key)")
    HEADS.append(head)


def check_bare_checkpoint(note, path):
    """A checkpoint that was kept: its form, and who signed it as far as a key is at hand."""
    head = parse_head(note)
    say("  checkpoint of %d entries of" % head.size, quoted(head.name))
    unsealed()
    check_head(head, os.path.dirname(path))


def is_one_log(one, other):
    """Whether two heads are of one log by its name and a key's id, whoever signed."""
    ids = [{key_id for name, key_id, _ in head.signatures if name == head.name}
           for head in (one, other)]
    return one.name == other.name and ids[0] & ids[1]


def is_of(head, log):
    """Whether a head is of the beginning of a log that is at hand. Refuse one that denies it."""
    own, hashes = log
    if not is_one_log(head, own) or not 0 < head.size <= own.size:
        return False
    need(tree_root(hashes[:head.size]) == head.root, "a head that the log at hand never had")
    return True


def compare_heads():
    """All heads that this run met are of one history, as far as it can be seen (docs/verify.md).

    Two heads of one log and size have one root; a head whose log's key is known is signed by it; a
    log that is at hand had each head. Of others than that of --known nothing more is said.
    """
    known = [parse_head(read(OPTIONS.known).decode())] if OPTIONS.known else []
    heads = list({head[:3] + (str(head.signatures),): head for head in known + HEADS}.values())
    for head in heads:
        ids = [key_id for name, key_id, _ in head.signatures if name == head.name]
        need(all(is_signed(head, key) for key in set(KEYS) if id_of(head.name, key) in ids),
             "a head that its log's key did not sign")
    for one, other in itertools.combinations(heads, 2):
        if is_one_log(one, other) and one.size == other.size and one.root != other.root:
            is_proven = any(is_signed(one, key) and is_signed(other, key) for key in set(KEYS))
            raise ValueError("one log of %d entries with two roots: its key signed two histories%s"
                             % (one.size, "" if is_proven else ", or one of the two is forged"))
    for log in LOGS:
        for head in heads:
            is_of(head, log)
    for kept in known:
        compare_known(kept, heads[1:])


def compare_known(known, heads):
    """Each head is of the log of the known checkpoint, and of its history if something shows it."""
    for head in heads:
        need(is_one_log(head, known), "of another log or key than the known checkpoint")
        is_linked = head.size == known.size or (known[:3], head[:3]) in LINKS
        if not is_linked and not any(is_of(head, log) and is_of(known, log) for log in LOGS):
            say("NOT CHECKED: whether the log of %d entries and the known one of %d are one"
                % (head.size, known.size))


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
    head = parse_head(proof["checkpoint"])
    name, public = parse_key(proof["logKey"])
    need(name == head.name and log_key() in (None, public), "another log's key")
    check_signature(head, public)
    HEADS.append(head)
    for statement in proof["statements"]:
        check_statement(statement, key, head)


def check_statement(statement, key, head):
    """The links of one snapshot: record, record list, manifest, entry of the log, checkpoint."""
    check_statement_form(statement)
    manifest, entry = statement["manifest"], statement["entry"]
    root, lines = bytes.fromhex(manifest["records"]["root"]), manifest["records"]["lines"]
    if "presence" in statement:
        check_presence(statement["presence"], statement["record"], key, lines, root)
    else:
        check_absence(statement["absence"], key, lines, root)
    named = {"id": sha256(canonical(manifest)).hex(), "root": root.hex()}
    check_entry(entry)
    need(entry["action"] == "snapshot" and entry["snapshot"] == dict(entry["snapshot"], **named),
         "the entry is about another snapshot")
    path = path_hashes(statement["entryPath"])
    check_inclusion(leaf(canonical(entry)), entry["seq"] - 1, head.size, path, head.root)
    say("  %s %s a snapshot of %s"
        % (quoted(key), "is in" if "presence" in statement else "IS NOT in", shown(manifest)))


def check_statement_form(statement):
    """A statement has the members that the format names and no others, each of its type."""
    kind = "absence" if "absence" in statement else "presence record"
    need_members(statement, "entry entryPath manifest " + kind)
    check_manifest(statement["manifest"])
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


def check_manifest(manifest):
    """What is used of a manifest has its form (docs/format/snapshot.md)."""
    need(manifest["schema"] == "palimpsest/manifest/1", "not a manifest of a known version")
    check_texts(manifest["device"], "label")
    check_instant(manifest["asOf"])
    check_instant(manifest["takenAt"])
    from_hex(manifest["records"]["root"])
    count(manifest["records"]["lines"])


def shown(manifest):
    """Whose snapshot it is and of when, and what must be said if not all could be read."""
    return "%s as of %s%s" % (
        quoted(manifest["device"]["label"]), manifest["asOf"],
        "" if manifest["complete"] is True else "; INCOMPLETE: absence from it shows nothing")


# ---- Redacted copies of reports (docs/format/report.md) -----------------------------------------

SECTIONS = set("annexes answer certification cover custody findings integrity items limits method "
               "parties question results schema statement verification".split())
NAMED = "/verification/signer/fingerprint"
REPORT = "palimpsest/report/1"


def check_redacted(data):
    """Values of a report, shown with their salts or kept back, are all those that were sealed."""
    file = parse(data)
    need(set(file) == {"parts", "schema", "seal", "values"} and canonical(file) == data,
         "not in canonical form")
    sealed, values = file["parts"], file["values"]
    need_members(sealed, "count report root schema")
    need(file["schema"] == "palimpsest/redacted/1" and sealed["schema"] == "palimpsest/parts/1"
         and is_hash(sealed["report"]),
         "not a redacted report of a known version")
    sealed_by = check_seal(from_base64(file["seal"]), canonical(sealed))
    check_pointers([each["path"] for each in values])
    told = {each["path"]: each["value"] for each in values if "value" in each}
    need(not any(isinstance(value, (dict, list)) and value for value in told.values())
         and told.get("/schema", REPORT) == REPORT,
         "not the values of a report")
    need(all(set(each) in ({"path", "salt", "value"}, {"path", "commitment"}) for each in values),
         "a value neither shown nor kept back")
    leaves = [leaf((each["path"] + "\n" + commitment(each)).encode()) for each in values]
    need(len(leaves) == count(sealed["count"]) and tree_root(leaves).hex() == sealed["root"],
         "not the values that were sealed")
    say("  %d values of report %s, %d kept back"
        % (len(leaves), sealed["report"], len(leaves) - len(told)))
    if "/custody/checkpoint" in told:
        check_head(parse_head(told["/custody/checkpoint"]))
    else:
        say("  NOT CHECKED: the head of the log, which is kept back")
    need(any(each["path"] == NAMED for each in values), "names no certificate")
    if NAMED in told:
        check_signer(sealed_by, told[NAMED])
    else:
        say("  NOT CHECKED: which certificate it names, since that is kept back")


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

ACTIONS = (
    "init acquire import snapshot verify diff check compare recover report sign timestamp export"
    " prove package transfer-out transfer-in access seal renew redact dispose hold prune mirror"
    " repair checkpoint key run note"
).split()
PARTS = {  # the members of an entry that consist of texts: those that are always there, and others
    "actor": ("name", "role organisation account id"),
    "host": ("os", "name hardwareId"),
    "tool": ("name version java", "build"),
    "source": ("kind device", "osVersion path readOnlyMeans model serial"),
    "transfer": ("", "from to means seal state"),
    "clock": ("source", ""),
    "result": ("verdict", ""),
    "snapshot": ("id root", ""),
}


def check_entry(entry):
    """What an entry says has the form that the format gives it. Other members are let pass."""
    need(type(entry["v"]) is int and entry["v"] == 1, "not an entry of version 1")
    need(count(entry["seq"]) and is_hash(entry["prev"]), "not the place of an entry")
    check_instant(entry["time"])
    need(entry["action"] in ACTIONS, "an action that is none")
    check_texts(entry, "", "caseId exhibitId rootExhibitId authority purpose location remarks")
    for name in set(PARTS) & set(entry):
        check_texts(entry[name], *PARTS[name])
    for name in ("method", "errors", "objects"):
        need(isinstance(entry.get(name, []), list), "not a list: " + name)
    need(all(isinstance(each, str) for each in entry.get("method", []) + entry.get("errors", [])),
         "a list that is not of texts")
    for each in entry.get("objects", []):
        check_texts(each, "name sha256 role", "sha512 mediaType")
        need(is_hash(each["sha256"]) and count(each["size"]) >= 0, "an object that is none")
    if "snapshot" in entry:
        need(is_hash(entry["snapshot"]["root"]), "a root that is none")
        for each in entry["snapshot"].get("counts", {}).values():
            count(each)
    if "result" in entry:
        need(count(entry["result"]["exitCode"]) < 256, "an exit code that is none")
    offset = entry.get("clock", {}).get("offsetMillis", 0)
    need(type(offset) is int and count(entry.get("correctionOf", 0)) >= 0, "a number that is none")


def read_entry(line):
    """An entry from its line, which is canonical."""
    entry = parse(line)
    need(isinstance(entry, dict) and canonical(entry) == line, "a line that is not canonical JSON")
    check_entry(entry)
    return entry


def check_log(folder):
    """A log is numbered, chained and signed as a whole, and extends its earlier checkpoints.

    Return its head and the roots of the snapshots that it names, by their ids.
    """
    lines = read(folder, "log.jsonl").split(b"\n")
    need(lines.pop() == b"", "a half-written last line")
    hashes = [leaf(line) for line in lines]
    previous = "0" * 64
    snapshots = {}
    for number, line in enumerate(lines, 1):
        entry = read_entry(line)
        need(entry["seq"] == number and entry["prev"] == previous,
             "line %d is out of place" % number)
        previous = hashes[number - 1].hex()
        if entry["action"] == "snapshot" and "snapshot" in entry:
            snapshots[entry["snapshot"]["id"]] = entry["snapshot"]["root"]
    head = parse_head(read(folder, "checkpoint").decode())
    line = read(folder, "log.pub").decode()
    need(line.endswith("\n"), "a key that is not one line")
    name, public = parse_key(line[:-1])
    need(name == head.name and log_key(folder) == public, "another log's key")
    check_signature(head, public)
    need((head.size, head.root) == (len(lines), tree_root(hashes)),
         "not the lines that were signed")
    HEADS.append(head)
    LOGS.append((head, hashes))
    for path in (listed(os.path.join(folder, "stamps"), ".tsr")
                 + listed(os.path.join(folder, "evidence"), ".ers")):
        check(path)
        check_extends(parse_head(read(path[:-4] + ".checkpoint").decode()), head, hashes, public)
    if OPTIONS.known:
        known = parse_head(read(OPTIONS.known).decode())
        if known.size:
            check_extends(known, head, hashes, public)
        else:
            say("  NOT CHECKED: the known checkpoint is of the empty log, which any log extends")
    return head, snapshots


def check_extends(earlier, head, hashes, public):
    """A log with this head and these leaf hashes begins with the entries of an earlier head."""
    need(earlier.name == head.name and is_signed(earlier, public)
         and 0 < earlier.size <= len(hashes) and tree_root(hashes[:earlier.size]) == earlier.root,
         "the log does not extend an earlier checkpoint")


def proof_lines(data, form):
    """The lines of a proof about a log: what the form says, a path, an empty line, a checkpoint."""
    text, _, note = data.decode().partition("\n\n")
    head = re.match(form + "(?=\n|$)", text)
    need(head, "not a proof of the known form")
    path = text[head.end():].split("\n")[1:]
    return int(head.group(1)), path_hashes(path), parse_head(note)


def proof_key(head, path):
    """The key beside a proof, or that of --log-key, signed its head."""
    public = log_key(os.path.dirname(path))
    need(public, "name the key of the log with --log-key")
    unsealed()
    check_signature(head, public)
    HEADS.append(head)
    return public


def check_entry_proof(data, path):
    """An entry, beside its proof as NAME.json, is in the log (C2SP tlog-proof).

    The proof is a line for its form, "index N", the path, an empty line, the checkpoint.
    """
    index, hashes, head = proof_lines(
        data, "c2sp.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,17})")
    need(path.endswith(".tlog-proof"), "not named NAME.tlog-proof, with NAME.json beside it")
    proof_key(head, path)
    line = read(path[:-len(".tlog-proof")] + ".json")
    need(read_entry(line)["seq"] == index + 1, "an entry that is numbered otherwise than its place")
    check_inclusion(leaf(line), index, head.size, hashes, head.root)


def check_growth(data, path):
    """A later checkpoint extends the one of --known (in the form of C2SP tlog-witness).

    The proof is "old N", the path, an empty line, the later checkpoint.
    """
    old_size, hashes, head = proof_lines(data, "old ([1-9][0-9]{0,17})")
    public = proof_key(head, path)
    need(OPTIONS.known, "name the earlier checkpoint with --known")
    known = parse_head(read(OPTIONS.known).decode())
    need(known.name == head.name and is_signed(known, public), "another log's checkpoint")
    need(old_size == known.size, "about another checkpoint")
    check_consistency(known.size, head.size, hashes, known.root, head.root)
    LINKS.add((known[:3], head[:3]))


def check_dated_checkpoint(response, note, path):
    """stamps/N.tsr is a time authority's response (RFC 3161) over N.checkpoint."""
    check_timestamp(parts(response)[1], note)
    check_head(parse_head(note.decode()), custody_of(path))


def custody_of(path):
    """The custody folder above stamps/N.tsr and evidence/N.ers."""
    return os.path.abspath(os.path.join(path, "..", ".."))


def check_series(note, path):
    """evidence/N.ers is over N.list, N.checkpoint, and the manifests that the list names.

    In a package some of these may be absent; the list has the SHA-256 of each.
    """
    check_head(parse_head(note.decode()), custody_of(path))
    series = read(path[:-4] + ".list")
    vault = os.path.dirname(custody_of(path))
    here = {}
    for folder in ("snapshots", "pruned", os.path.join("data", "snapshots")):
        for manifest in map(read, listed(os.path.join(vault, folder), ".json")):
            here[sha256(manifest)] = manifest
    ids = [from_hex(line) for line in series.decode().split("\n")[:-1]]
    found = [here[each] for each in ids if each in here]
    say("  over %d snapshots, %d of them here" % (len(ids), len(found)))
    elsewhere = [each for each in ids if each not in here]
    check_evidence(read(path), [series, note] + found, elsewhere)


# ---- Packages (BagIt, RFC 8493; docs/format/package.md) -----------------------------------------

TAGS = "tagmanifest-sha256.txt"
ROLES = "database wal shm journal attachment preferences contacts backup keys derived".split()


FOLDERS = ("data data/objects data/snapshots data/reports custody custody/stamps custody/evidence"
           " trust").split()
REPORTS = "data/reports/report-[1-9][0-9]*"
HASHDEEP = ["%%%% HASHDEEP-1.0", "%%%% size,sha256,filename",
            "## hashdeep -c sha256 -r -l -a -k known.hashdeep data"]
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
NAME = "[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*"


def check_package(folder):
    """The tag manifest is sealed, each file is listed and as listed, and its content is sound."""
    found = file_names(folder)
    payload = {name for name in found if name.startswith("data/")}
    sealed_by = check_seal(read(folder, TAGS + ".p7s"), read(folder, TAGS))
    need(read(folder, "bagit.txt") == DECLARATION, "not declared as BagIt 1.0")
    tags = set(check_listed(folder, TAGS, "sha256"))
    hashes = check_listed(folder, "manifest-sha256.txt", "sha256")
    need(payload
         == set(hashes)
         == set(check_listed(folder, "manifest-sha512.txt", "sha512"))
         == found - tags - {TAGS, TAGS + ".p7s"},
         "files that are not listed")
    check_aids(folder, found, hashes, sealed_by)
    head, roots = check_log(os.path.join(folder, "custody"))
    form = r"data/snapshots/([0-9a-f]{64})\.(json|records|evidence)"
    rows = [re.fullmatch(form, name) for name in payload if name.startswith("data/snapshots/")]
    need(rows and all(rows), "no snapshot, or a file among the snapshots that is of none")
    for name in sorted({row.group(1) for row in rows}):
        check_snapshot(folder, name, roots)
    for path in listed(os.path.join(folder, "data", "reports")):
        check(os.path.join(path, "report.json"), head)


def file_names(folder):
    """The names of all files of a package. Links, which may lead out of it, are refused, and so is
    what has no place in it.
    """
    found, within = set(), set()
    for parent, folders, names in os.walk(folder):
        need(not any(os.path.islink(os.path.join(parent, name)) for name in folders + names),
             "a link")
        for kind, here in ((within, folders), (found, names)):
            paths = [os.path.relpath(os.path.join(parent, name), folder) for name in here]
            kind.update(path.replace(os.sep, "/") for path in paths)
    every = found | within
    need(all(re.fullmatch(NAME, name) for name in every), "a name that no file of a package has")
    need(len({name.lower() for name in every}) == len(every),
         "two names that differ by upper and lower case alone")
    need(all(name in FOLDERS or re.fullmatch(REPORTS, name) for name in within)
         and all(re.fullmatch(REPORTS + "/[^/]+", name) for name in found
                 if name.startswith("data/reports/")),
         "a folder or file that has no place in a package")
    return found


def check_aids(folder, found, hashes, sealed_by):
    """What other tools are given to check a package by says the same as what is sealed."""
    if "known.hashdeep" in found:
        rows = ["%d,%s,%s" % (os.path.getsize(os.path.join(folder, name)), hashes[name], name)
                for name in sorted(hashes)]
        need(read(folder, "known.hashdeep").decode() == "\n".join(HASHDEEP + rows) + "\n",
             "known.hashdeep lists other files than the manifest")
    else:
        say("  NOT CHECKED: known.hashdeep, which is not there")
    if "trust/signer.pem" in found:
        path = from_pem(read(folder, "trust", "signer.pem"))
        check_signer(sealed_by, sha256(path[0]).hex())
        need(all(is_below(one, [], [other]) for one, other in zip(path, path[1:])),
             "trust/signer.pem holds a certificate that did not issue the one before it")
    else:
        say("  NOT CHECKED: trust/signer.pem, which is not there")


def check_listed(folder, name, algorithm):
    """The files that a manifest lists have the hashes that it gives. Return these by their names.

    Only the last line may lack its end.
    """
    lines = read(folder, name).decode().split("\n")
    if lines[-1] == "":
        lines.pop()
    form = "([0-9a-f]{%d})  (%s)" % (2 * hashlib.new(algorithm).digest_size, NAME)
    rows = [re.fullmatch(form, line) for line in lines]
    need(all(rows), "a line of a list that is none: " + name)
    hashes = {row.group(2): row.group(1) for row in rows}
    need(len(hashes) == len(rows), "a file that is listed twice: " + name)
    for path, expected in hashes.items():
        need(hashlib.new(algorithm, read(folder, path)).hexdigest() == expected,
             "changed: " + path)
    return hashes


def check_snapshot(folder, name, roots):
    """The log names a manifest, which names its record list and, in a list, its evidence files."""
    base = os.path.join(folder, "data", "snapshots")
    data = read(base, name + ".json")
    manifest = parse(data)
    need(canonical(manifest) == data, "a manifest that is not canonical JSON")
    check_manifest(manifest)
    records = read(base, name + ".records").split(b"\n")
    evidence = read(base, name + ".evidence")
    need(records.pop() == b"", "a record list whose last line has no end")
    need(sha256(data).hex() == name and roots.get(name) == manifest["records"]["root"],
         "a snapshot that is not in the log")
    need(sha256(evidence).hex() == manifest["evidence"]["list"]["sha256"], "another evidence list")
    is_sorted = records == sorted(set(records))
    need(is_sorted and tree_root(list(map(leaf, records))).hex() == manifest["records"]["root"],
         "a record list of another root")
    lines = evidence.split(b"\n")
    rows = list(map(parse, lines[:-1]))
    need(lines == list(map(canonical, rows)) + [b""], "an evidence list that is not canonical JSON")
    need(len(records) == manifest["records"]["lines"], "a record list of another length")
    check_evidence_list(manifest, rows)
    for row in rows:
        file = read(folder, "data", "objects", from_hex(row["sha256"]).hex())
        need(sha256(file).hex() == row["sha256"] and len(file) == count(row["size"]),
             "an evidence file changed")
    say("  snapshot", name[:12], "of", shown(manifest))


def check_evidence_list(manifest, rows):
    """Paths, database, times and roles of evidence files are what the format allows."""
    paths = [row["path"] for row in rows]
    need(all(map(is_relative, paths)), "a path that is none")
    evidence = manifest["evidence"]
    need("database" not in evidence or evidence["database"] in paths,
         "a database that is not in the list")
    for row in rows:
        check_instant(row["modifiedAt"])
        if "changedAt" in row:
            check_instant(row["changedAt"])
            need(re.fullmatch("[0-9]{1,20}", row["inode"]), "not the number of a file")
    need(all(row["role"] in ROLES for row in rows), "a role that is none")


def is_relative(path):
    """Whether a path has up to 4,096 UTF-16 units and leads down by its names alone."""
    return (path and "\0" not in path
            and len(path.encode("utf-16-be", "surrogatepass")) // 2 <= 4096
            and "/" not in (path[0], path[-1])
            and all(name not in (".", "..") for name in path.split("/")))


# ---- Reports (docs/format/report.md) ------------------------------------------------------------

def check_report(data, path, log):
    """A report is canonical JSON with a seal beside it, maybe an evidence record, and names both
    its signer and the head of the log.

    In a package the head is held against the log there, if it is of that log.
    """
    ends = [".p7s", ".ers", ".p7c"]
    no_links = ends + [""] if os.path.basename(path) == "report.json" else ends
    need(not any(os.path.islink(path + end) for end in no_links),
         "a link beside it, or in its place")
    document = parse(data)
    need(canonical(document) == data, "not canonical JSON")
    need(isinstance(document, dict) and document.get("schema") == REPORT,
         "not a report of a known version")
    sealed_by = check_seal(read(path + ".p7s"), data)
    check_signer(sealed_by, document["verification"]["signer"]["fingerprint"])
    check_report_head(document["custody"], log)
    say("  SHA-256", sha256(data).hex())
    say("  NOT CHECKED: whether its summary counts what its lists hold")
    beside = set(os.listdir(os.path.dirname(os.path.abspath(path))))
    beside -= {os.path.basename(path) + end for end in ends + [""]}
    if beside and path.endswith("report.json"):
        say("  NOT CHECKED beside it:", ", ".join(map(quoted, sorted(beside))))
    if os.path.exists(path + ".ers"):
        record = read(path + ".ers")
        kept = [read(path + ".p7c")] if os.path.exists(path + ".p7c") else []
        check_evidence(record, [data, read(path + ".p7s")] + kept)


def check_report_head(custody, log):
    """The head of the log in a report is one, and the one that the report speaks of."""
    head = parse_head(custody["checkpoint"])
    need((custody["origin"], count(custody["size"]), custody["root"])
         == (head.name, head.size, head.root.hex()),
         "another head of the log than the report says")
    if not log:
        check_head(head)
    elif is_one_log(head, log):
        HEADS.append(head)
        if head.size > log.size:
            say("  NOT CHECKED: its head of the log, which is later than the log in the package")
    else:
        say("  NOT CHECKED: its head of the log, which is of another than the one in the package")


# ---- Which kind a path is -----------------------------------------------------------------------

def check(path, log=None):
    """Check a path as what it is; a report in a package with the head of the log there."""
    say(quoted(path))
    if os.path.isdir(path):
        check_folder(path)
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
    elif re.match(rb"[^\n{]+\n[0-9]+\n[0-9A-Za-z+/]{43}=\n\n", data):
        check_bare_checkpoint(data.decode(), path)
    else:
        check_report(data, path, log)


def check_folder(folder):
    """Check a folder as all that it is, so that nothing in it hides behind something else."""
    names = [name for name in ("bagit.txt", TAGS, "log.jsonl", "report.json")
             if os.path.lexists(os.path.join(folder, name))]
    if "bagit.txt" in names or TAGS in names:
        check_package(folder)
    if "log.jsonl" in names:
        unsealed()
        check_log(folder)
    if not names or "report.json" in names:
        check(os.path.join(folder, "report.json"))


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
        compare_heads()
        say("ok")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError,
            RecursionError) as error:  # input of another form than expected meets any of these
        is_told = isinstance(error, (ValueError, OSError))
        sys.exit(escaped("FAILED: %s" % (error if is_told else "not of its form: %r" % error)))


if __name__ == "__main__":
    main()
