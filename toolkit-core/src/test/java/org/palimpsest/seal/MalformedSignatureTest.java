package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;

/**
 * Signature values in the forms that lax verifiers are known to take, forged by hand from good
 * ones: each must be refused, whatever provider is installed.
 */
class MalformedSignatureTest {

  private static final BigInteger ED25519_ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** The seal with another signature value; everything else stays and is DER. */
  private static byte[] with(byte[] seal, byte[] value) throws IOException {
    ASN1Sequence outer = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(seal));
    ASN1TaggedObject tagged = (ASN1TaggedObject) outer.getObjectAt(1);
    ASN1Encodable[] data = ASN1Sequence.getInstance(tagged, true).toArray();
    ASN1Set signers = (ASN1Set) data[data.length - 1];
    ASN1Encodable[] signer = ASN1Sequence.getInstance(signers.getObjectAt(0)).toArray();
    assertThat(signer[signer.length - 1]).isInstanceOf(ASN1OctetString.class);
    signer[signer.length - 1] = new DEROctetString(value);
    data[data.length - 1] = new DERSet(new DERSequence(signer));
    return new DERSequence(
            new ASN1Encodable[] {
              outer.getObjectAt(0), new DERTaggedObject(true, 0, new DERSequence(data))
            })
        .getEncoded("DER");
  }

  private static byte[] value(byte[] seal) throws TimeRefusedException {
    return SealCheck.signatureValue(seal);
  }

  private static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] tlv(int tag, byte[] content) {
    byte[] length =
        content.length < 128
            ? new byte[] {(byte) content.length}
            : new byte[] {(byte) 0x81, (byte) content.length};
    return join(new byte[] {(byte) tag}, length, content);
  }

  private static byte[] pair(BigInteger r, BigInteger s) throws IOException {
    return new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)})
        .getEncoded("DER");
  }

  private static void refuses(byte[] seal, Map<String, byte[]> values) throws IOException {
    values.forEach(
        (name, value) -> {
          try {
            byte[] forged = with(seal, value);
            assertThat(SealCheck.detached(forged, Fixtures.CONTENT, Trust.NONE).isSound())
                .as(name)
                .isFalse();
          } catch (IOException e) {
            throw new AssertionError(name, e);
          }
        });
  }

  @Test
  void noSecondEncodingOfAnEcdsaSignatureIsTaken() throws Exception {
    for (KeyKind kind : new KeyKind[] {KeyKind.P256, KeyKind.P384}) {
      SealingKey key =
          SealingKey.create("A", kind, Fixtures.START, Fixtures.VALIDITY, Fixtures.random(2));
      byte[] seal = key.sealDetached(Fixtures.CONTENT, Fixtures.NOW);
      byte[] good = value(seal);
      assertThat(with(seal, good)).isEqualTo(seal);
      ASN1Sequence parts = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(good));
      BigInteger r = ASN1Integer.getInstance(parts.getObjectAt(0)).getValue();
      BigInteger s = ASN1Integer.getInstance(parts.getObjectAt(1)).getValue();
      BigInteger n = kind.order();
      byte[] er = new ASN1Integer(r).getEncoded();
      byte[] es = new ASN1Integer(s).getEncoded();
      byte[] inner = join(er, es);
      Map<String, byte[]> values = new LinkedHashMap<>();
      values.put("empty", new byte[0]);
      values.put("an empty sequence", tlv(0x30, new byte[0]));
      values.put("one integer", tlv(0x30, er));
      values.put("three integers", tlv(0x30, join(er, es, es)));
      values.put("a zero behind", join(good, new byte[] {0}));
      values.put("an element behind", join(good, new byte[] {5, 0}));
      values.put("cut", Arrays.copyOf(good, good.length - 1));
      values.put("indefinite length", join(new byte[] {0x30, (byte) 0x80}, inner, new byte[2]));
      values.put(
          "a length in more octets than it needs",
          join(new byte[] {0x30, (byte) 0x82, 0, (byte) inner.length}, inner));
      values.put(
          "a length with a leading zero",
          join(new byte[] {0x30, (byte) 0x83, 0, 0, (byte) inner.length}, inner));
      values.put("a set", tlv(0x31, inner));
      values.put("another class", tlv(0x70, inner));
      values.put("primitive", tlv(0x10, inner));
      values.put(
          "r with a leading zero",
          tlv(0x30, join(tlv(2, join(new byte[] {0}, unsigned(r, 1))), es)));
      values.put(
          "s with a leading zero",
          tlv(0x30, join(er, tlv(2, join(new byte[] {0}, unsigned(s, 1))))));
      values.put("r as an octet string", tlv(0x30, join(tlv(4, unsigned(r, 0)), es)));
      values.put("raw r and s", join(fixed(r, n), fixed(s, n)));
      values.put("r is 0", pair(BigInteger.ZERO, s));
      values.put("s is 0", pair(r, BigInteger.ZERO));
      values.put("both are 0", pair(BigInteger.ZERO, BigInteger.ZERO));
      values.put("r is 1, s is 0", pair(BigInteger.ONE, BigInteger.ZERO));
      values.put("r is n", pair(n, s));
      values.put("s is n", pair(r, n));
      values.put("r + n", pair(r.add(n), s));
      values.put("s + n", pair(r, s.add(n)));
      values.put("r - n", pair(r.subtract(n), s));
      values.put("s - n", pair(r, s.subtract(n)));
      values.put("-r", pair(r.negate(), s));
      values.put("-s", pair(r, s.negate()));
      values.put("r + 2^256", pair(r.add(BigInteger.ONE.shiftLeft(256)), s));
      values.put("r and s exchanged", pair(s, r));
      values.put("both are 1", pair(BigInteger.ONE, BigInteger.ONE));
      values.put("both are n - 1", pair(n.subtract(BigInteger.ONE), n.subtract(BigInteger.ONE)));
      values.put("s is 2^4096", pair(r, BigInteger.ONE.shiftLeft(4096)));
      refuses(seal, values);
    }
  }

  /** The octets of a positive number, with a sign octet where one is needed and {@code more}. */
  private static byte[] unsigned(BigInteger number, int more) {
    byte[] own = number.toByteArray();
    return more == 1 && own[0] != 0 ? join(new byte[] {0}, own) : own;
  }

  private static byte[] fixed(BigInteger number, BigInteger order) {
    byte[] octets = new byte[(order.bitLength() + 7) / 8];
    byte[] own = number.toByteArray();
    int skip = Math.max(0, own.length - octets.length);
    System.arraycopy(own, skip, octets, octets.length - own.length + skip, own.length - skip);
    return octets;
  }

  @Test
  void noSecondFormOfAnRsaSignatureIsTaken() throws Exception {
    SealingKey key =
        SealingKey.create("R", KeyKind.RSA, Fixtures.START, Fixtures.VALIDITY, Fixtures.random(2));
    byte[] seal = key.sealDetached(Fixtures.CONTENT, Fixtures.NOW);
    byte[] good = value(seal);
    assertThat(with(seal, good)).isEqualTo(seal);
    BigInteger n =
        ((java.security.interfaces.RSAPublicKey) key.certificate().getPublicKey()).getModulus();
    BigInteger s = new BigInteger(1, good);
    Map<String, byte[]> values = new LinkedHashMap<>();
    values.put("empty", new byte[0]);
    values.put("zeros", new byte[good.length]);
    values.put("a zero before", join(new byte[1], good));
    values.put("a zero behind", join(good, new byte[1]));
    values.put("cut in front", Arrays.copyOfRange(good, 1, good.length));
    values.put("cut behind", Arrays.copyOf(good, good.length - 1));
    values.put("s + n", s.add(n).toByteArray());
    values.put("n - s", fixed(n.subtract(s), n));
    values.put("n", fixed(n, n));
    values.put("1", fixed(BigInteger.ONE, n));
    values.put("n - 1", fixed(n.subtract(BigInteger.ONE), n));
    refuses(seal, values);
  }

  /** The point of small order and encodings of it, as points R and as keys. */
  private static final String[] SMALL_ORDER = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
  };

  @Test
  void noSecondFormOfAnEd25519SignatureIsTaken() throws Exception {
    LogKey key = LogKey.create("example.org/log", Fixtures.random(7));
    byte[] message = "hello\n".getBytes(StandardCharsets.UTF_8);
    String note = new String(key.sign("hello\n").toBytes(), StandardCharsets.UTF_8);
    byte[] line = Base64.getDecoder().decode(note.strip().split(" ")[2]);
    byte[] good = Arrays.copyOfRange(line, 4, line.length);
    assertThat(key.verifier().accepts(message, good)).isTrue();
    Map<String, byte[]> values = new LinkedHashMap<>();
    byte[] r = Arrays.copyOf(good, 32);
    byte[] s = Arrays.copyOfRange(good, 32, 64);
    values.put("empty", new byte[0]);
    values.put("a zero behind", join(good, new byte[1]));
    values.put("cut", Arrays.copyOf(good, 63));
    values.put("zeros", new byte[64]);
    for (int times = 1; times <= 8; times++) {
      BigInteger more = little(s).add(ED25519_ORDER.multiply(BigInteger.valueOf(times)));
      if (more.bitLength() <= 256) {
        values.put("s + " + times + " L", join(r, little(more)));
      }
    }
    values.put("s is 0", join(r, new byte[32]));
    values.put("s is L", join(r, little(ED25519_ORDER)));
    for (String point : SMALL_ORDER) {
      byte[] small = java.util.HexFormat.of().parseHex(point);
      values.put("R is " + point, join(small, s));
      values.put("R is " + point + ", s is 0", join(small, new byte[32]));
      VerifierKey weak = new VerifierKey("example.org/log", small);
      // With such a key one message in eight would verify with R of it and s = 0.
      assertThat(parses(weak)).as("key %s", point).isFalse();
    }
    byte[] signed = r.clone();
    signed[31] ^= (byte) 0x80;
    values.put("R with its sign turned", join(signed, s));
    values.forEach(
        (name, value) -> assertThat(key.verifier().accepts(message, value)).as(name).isFalse());
  }

  private static boolean parses(VerifierKey key) {
    try {
      VerifierKey.parse(key.text());
      return true;
    } catch (NoteRefusedException e) {
      return false;
    }
  }

  private static BigInteger little(byte[] octets) {
    byte[] turned = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      turned[i] = octets[octets.length - 1 - i];
    }
    return new BigInteger(1, turned);
  }

  private static byte[] little(BigInteger number) {
    byte[] octets = new byte[32];
    for (int i = 0; i < 32; i++) {
      octets[i] = number.shiftRight(8 * i).byteValue();
    }
    return octets;
  }
}
