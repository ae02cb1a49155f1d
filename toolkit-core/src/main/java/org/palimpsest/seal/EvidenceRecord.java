package org.palimpsest.seal;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/**
 * Shows for a group of documents that they existed at a time, for longer than any signature lasts
 * (RFC 4998). Each timestamp is over the one before it, so a new one, made while the last still
 * holds, carries all of them on; and when a hash grows weak, a new chain begins that hashes the
 * documents and the whole past again.
 *
 * <p>The form is one of those that RFC 4998 allows: at least two documents, their hashes in one
 * list, no attributes, no encryption. Everything else is refused.
 */
public final class EvidenceRecord {

  private static final int MOST = 200;

  /** One archive timestamp: the hashes that it begins a chain with, none when it renews one. */
  private record Stamp(String digest, List<byte[]> hashes, TimeToken token) {}

  private final List<List<Stamp>> chains;

  private EvidenceRecord(List<List<Stamp>> chains) {
    this.chains = chains.stream().map(List::copyOf).toList();
  }

  /** What waits for a timestamp. */
  public static final class Draft {
    private final List<List<Stamp>> before;
    private final boolean startsChain;
    private final String digest;
    private final List<byte[]> hashes;
    private final byte[] content;

    private Draft(
        List<List<Stamp>> before,
        boolean startsChain,
        String digest,
        List<byte[]> hashes,
        byte[] content) {
      this.before = before;
      this.startsChain = startsChain;
      this.digest = digest;
      this.hashes = hashes;
      this.content = content;
    }

    /** What the time authority is to date, by the hash {@link #digest}. */
    public byte[] content() {
      return content.clone();
    }

    /** SHA-256, SHA-384 or SHA-512. */
    public String digest() {
      return digest;
    }

    /** The record with a token over {@link #content}. */
    public EvidenceRecord with(TimeToken token) {
      List<List<Stamp>> all = new ArrayList<>();
      before.forEach(chain -> all.add(new ArrayList<>(chain)));
      if (startsChain) {
        all.add(new ArrayList<>());
      }
      all.get(all.size() - 1).add(new Stamp(digest, hashes, token));
      return new EvidenceRecord(all);
    }
  }

  /**
   * Begins a record.
   *
   * @param documents at least two, in any order
   * @param digest SHA-256, SHA-384 or SHA-512
   */
  public static Draft begin(List<byte[]> documents, String digest) {
    if (documents.size() < 2) {
      throw new IllegalArgumentException("a group has at least two documents");
    }
    return group(List.of(), digest, hashed(documents, digest));
  }

  private static Draft group(List<List<Stamp>> before, String digest, List<byte[]> hashes) {
    hashes.sort(Arrays::compareUnsigned);
    return new Draft(before, true, digest, List.copyOf(hashes), join(hashes));
  }

  private static byte[] join(List<byte[]> hashes) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    hashes.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Renews the time: the next token is over the last (RFC 4998 §5.2). */
  public Draft renewTime() {
    Stamp last = last();
    return new Draft(chains, false, last.digest, List.of(), last.token.der());
  }

  /**
   * Renews the hash: a new chain over the documents and the whole past (RFC 4998 §5.2).
   *
   * @param documents those of the record
   */
  public Draft renewHash(List<byte[]> documents, String digest) {
    return group(chains, digest, rehashed(hashed(documents, digest), digest, chains));
  }

  private static List<byte[]> hashed(List<byte[]> documents, String digest) {
    List<byte[]> hashes = new ArrayList<>();
    documents.forEach(each -> hashes.add(SignatureAlgorithm.digest(digest, each)));
    return hashes;
  }

  private static List<byte[]> rehashed(List<byte[]> hashes, String digest, List<List<Stamp>> past) {
    byte[] before = SignatureAlgorithm.digest(digest, encode(sequence(past)));
    List<byte[]> again = new ArrayList<>();
    for (byte[] hash : hashes) {
      again.add(SignatureAlgorithm.digest(digest, join(List.of(hash, before))));
    }
    return again;
  }

  private Stamp last() {
    List<Stamp> chain = chains.get(chains.size() - 1);
    return chain.get(chain.size() - 1);
  }

  /** Its timestamps, from the first to the last. */
  public List<TimeToken> tokens() {
    return chains.stream().flatMap(List::stream).map(Stamp::token).toList();
  }

  /** The earliest time that it shows. */
  public Instant time() {
    return chains.get(0).get(0).token.time();
  }

  /** When it must have been renewed: the last authority's certificate ends then. */
  public Instant until() {
    return last().token.until();
  }

  /** The hash that the present chain uses. */
  public String digest() {
    return last().digest;
  }

  /** How many timestamps it holds. */
  public int size() {
    return chains.stream().mapToInt(List::size).sum();
  }

  /** The record as DER. */
  public byte[] der() {
    ASN1EncodableVector digests = new ASN1EncodableVector();
    chains.stream()
        .map(chain -> chain.get(0).digest)
        .distinct()
        .forEach(digest -> digests.add(algorithm(digest)));
    return encode(
        new DERSequence(
            new ASN1Encodable[] {new ASN1Integer(1), new DERSequence(digests), sequence(chains)}));
  }

  private static AlgorithmIdentifier algorithm(String digest) {
    return new AlgorithmIdentifier(SignatureAlgorithm.digestOid(digest));
  }

  private static DERSequence sequence(List<List<Stamp>> chains) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (List<Stamp> chain : chains) {
      ASN1EncodableVector stamps = new ASN1EncodableVector();
      chain.forEach(stamp -> stamps.add(encoded(stamp)));
      all.add(new DERSequence(stamps));
    }
    return new DERSequence(all);
  }

  private static DERSequence encoded(Stamp stamp) {
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new DERTaggedObject(false, 0, algorithm(stamp.digest)));
    if (!stamp.hashes.isEmpty()) {
      ASN1EncodableVector hashes = new ASN1EncodableVector();
      stamp.hashes.forEach(hash -> hashes.add(new DEROctetString(hash)));
      parts.add(new DERTaggedObject(false, 2, new DERSequence(new DERSequence(hashes))));
    }
    try {
      parts.add(ASN1Primitive.fromByteArray(stamp.token.der()));
    } catch (IOException e) {
      throw new IllegalStateException("a token that was read is none", e);
    }
    return new DERSequence(parts);
  }

  private static byte[] encode(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /**
   * Reads a record; nothing is verified yet.
   *
   * @throws TimeRefusedException unless it has the one form it should have
   */
  public static EvidenceRecord parse(byte[] der) throws TimeRefusedException {
    try {
      ASN1Sequence whole = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
      ASN1Sequence sequence = ASN1Sequence.getInstance(whole.getObjectAt(2));
      List<List<Stamp>> chains = new ArrayList<>();
      int count = 0;
      for (ASN1Encodable chain : sequence) {
        List<Stamp> stamps = new ArrayList<>();
        for (ASN1Encodable each : ASN1Sequence.getInstance(chain)) {
          if (++count > MOST) {
            throw new TimeRefusedException("an evidence record of too many timestamps");
          }
          stamps.add(stamp(ASN1Sequence.getInstance(each)));
        }
        if (stamps.isEmpty()) {
          throw new TimeRefusedException("an evidence record with an empty chain");
        }
        chains.add(stamps);
      }
      if (!chains.isEmpty()) {
        EvidenceRecord read = new EvidenceRecord(chains);
        // Whatever has another form than the one that is written here comes out otherwise.
        if (Arrays.equals(read.der(), der)) {
          return read;
        }
      }
    } catch (IOException | CmsReader.MalformedSealException | RuntimeException e) {
      // The ASN.1 classes throw more kinds than they declare; said below.
    }
    throw new TimeRefusedException("not a well-formed evidence record");
  }

  private static Stamp stamp(ASN1Sequence parts)
      throws TimeRefusedException, CmsReader.MalformedSealException, IOException {
    String digest =
        SignatureAlgorithm.digestName(
            AlgorithmIdentifier.getInstance((ASN1TaggedObject) parts.getObjectAt(0), false)
                .getAlgorithm());
    List<byte[]> hashes = new ArrayList<>();
    if (parts.size() == 3) {
      ASN1Sequence lists = ASN1Sequence.getInstance((ASN1TaggedObject) parts.getObjectAt(1), false);
      for (ASN1Encodable hash : ASN1Sequence.getInstance(lists.getObjectAt(0))) {
        hashes.add(ASN1OctetString.getInstance(hash).getOctets());
      }
    }
    byte[] token = parts.getObjectAt(parts.size() - 1).toASN1Primitive().getEncoded("DER");
    return new Stamp(digest, List.copyOf(hashes), TimeToken.parse(token));
  }

  /**
   * Checks the record against the documents that it should be about, all of them and no other.
   *
   * @param name what the checks are called
   * @param authorities certificates that are trusted; empty to leave identity to fingerprints
   */
  public List<Check> check(String name, List<byte[]> documents, Set<X509Certificate> authorities) {
    return check(name, documents, List.of(), authorities);
  }

  /**
   * The same on a day: the last timestamp shows nothing once its authority's certificate has ended.
   *
   * @param authorities who is trusted, and when that is asked
   */
  public List<Check> check(String name, List<byte[]> documents, Authorities authorities) {
    return check(name, documents, List.of(), authorities);
  }

  /**
   * Checks the record where some of its documents lie elsewhere: those that are here are among
   * those that it is about, and there are no more of it than were named.
   *
   * @param elsewhere SHA-256 of the documents that are not here; compared in chains that use it
   */
  public List<Check> check(
      String name,
      List<byte[]> documents,
      List<Sha256> elsewhere,
      Set<X509Certificate> authorities) {
    return check(name, documents, elsewhere, new Authorities(authorities, null));
  }

  private List<Check> check(
      String name, List<byte[]> documents, List<Sha256> elsewhere, Authorities authorities) {
    List<Check> checks = new ArrayList<>();
    TimeToken before = null;
    for (int i = 0; i < chains.size(); i++) {
      List<Stamp> chain = chains.get(i);
      if (!isAbout(chain.get(0), documents, elsewhere, chains.subList(0, i))) {
        checks.add(Check.failed(name, "it is about other documents than these"));
        return checks;
      }
      for (int j = 0; j < chain.size(); j++) {
        Stamp stamp = chain.get(j);
        byte[] content = j == 0 ? join(stamp.hashes) : chain.get(j - 1).token.der();
        if (j > 0 && (!stamp.hashes.isEmpty() || !stamp.digest.equals(chain.get(0).digest))) {
          checks.add(Check.failed(name, "a renewal that is none"));
          return checks;
        }
        boolean isLast = i == chains.size() - 1 && j == chain.size() - 1;
        TimeToken.Checked checked =
            isLast
                ? TimeToken.check(stamp.token.der(), content, authorities, name)
                : TimeToken.check(stamp.token.der(), content, authorities.certificates(), name);
        checks.addAll(checked.checks());
        String fault = checked.token() == null ? "" : fault(stamp, before);
        if (!fault.isEmpty()) {
          checks.add(Check.failed(name, fault));
        }
        if (checked.token() == null || !fault.isEmpty()) {
          return checks;
        }
        before = checked.token();
      }
    }
    return checks;
  }

  private static boolean isAbout(
      Stamp first, List<byte[]> documents, List<Sha256> elsewhere, List<List<Stamp>> past) {
    List<byte[]> hashes = hashed(documents, first.digest);
    int unknown = elsewhere.size();
    if (first.digest.equals("SHA-256")) {
      elsewhere.forEach(each -> hashes.add(each.bytes()));
      unknown = 0;
    }
    TreeSet<byte[]> expected = new TreeSet<>(Arrays::compareUnsigned);
    expected.addAll(past.isEmpty() ? hashes : rehashed(hashes, first.digest, past));
    byte[] last = null;
    int known = 0;
    for (byte[] hash : first.hashes) {
      if (last != null && Arrays.compareUnsigned(last, hash) >= 0) {
        return false;
      }
      known += expected.contains(hash) ? 1 : 0;
      last = hash;
    }
    return first.hashes.size() >= 2
        && known == expected.size()
        && known == hashes.size()
        && first.hashes.size() == known + unknown;
  }

  /** Each timestamp must be made while the one before it still held. */
  private static String fault(Stamp stamp, @org.jspecify.annotations.Nullable TimeToken before) {
    try {
      if (!stamp.token.digest().equals(stamp.digest)) {
        return "a timestamp by another hash than its chain";
      }
    } catch (TimeRefusedException e) {
      return e.why();
    }
    return before == null ? "" : Succession.gap(before, stamp.token).orElse("");
  }

  /** How many timestamps, not what they are over. */
  @Override
  public String toString() {
    return "EvidenceRecord[" + size() + "]";
  }
}
