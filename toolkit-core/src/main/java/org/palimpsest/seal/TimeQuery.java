package org.palimpsest.seal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.palimpsest.digest.Sha256;

/**
 * A question to a time authority (RFC 3161 §2.4.1): the SHA-256 of what is to be dated, a nonce,
 * and the wish for its certificate. Nothing but the hash leaves the machine.
 */
public final class TimeQuery {

  private static final int NONCE_BITS = 63;
  private static final int MAX_RESPONSE = 1 << 20;

  private final byte[] der;
  private final TimeStampRequest request;

  private TimeQuery(byte[] der, TimeStampRequest request) {
    this.der = der;
    this.request = request;
  }

  /** A new question about {@code content}, by its SHA-256. */
  public static TimeQuery over(byte[] content, SecureRandom random) {
    return over(content, "SHA-256", random);
  }

  /**
   * The same by another hash.
   *
   * @param digest SHA-256, SHA-384 or SHA-512
   */
  public static TimeQuery over(byte[] content, String digest, SecureRandom random) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    try {
      TimeStampRequest request =
          generator.generate(
              SignatureAlgorithm.digestOid(digest),
              SignatureAlgorithm.digest(digest, content),
              new BigInteger(NONCE_BITS, random).setBit(NONCE_BITS - 1));
      return new TimeQuery(request.getEncoded(), request);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /**
   * Reads a question that was kept while it was away.
   *
   * @throws TimeRefusedException if it is none that this class wrote
   */
  public static TimeQuery parse(byte[] der) throws TimeRefusedException {
    try {
      ASN1Primitive whole = ASN1Primitive.fromByteArray(der);
      if (whole != null && Arrays.equals(whole.getEncoded(ASN1Encoding.DER), der)) {
        TimeStampRequest request = new TimeStampRequest(der);
        if (request.getNonce() != null
            && request.getMessageImprintDigest().length
                == SignatureAlgorithm.digest(
                        SignatureAlgorithm.digestName(request.getMessageImprintAlgOID()),
                        new byte[0])
                    .length) {
          return new TimeQuery(der.clone(), request);
        }
      }
    } catch (IOException | CmsReader.MalformedSealException | RuntimeException e) {
      // Said below.
    }
    throw new TimeRefusedException("the question is not a timestamp query with a nonce");
  }

  /** The question as it is sent, or kept in a {@code .tsq} file. */
  public byte[] der() {
    return der.clone();
  }

  /**
   * The hash that is asked about.
   *
   * @throws TimeRefusedException if it is not a SHA-256
   */
  public Sha256 imprint() throws TimeRefusedException {
    byte[] hash = request.getMessageImprintDigest();
    if (hash.length != Sha256.LENGTH) {
      throw new TimeRefusedException("the question is about a longer hash");
    }
    return Sha256.ofHash(hash);
  }

  /**
   * Takes the token out of the answer to this question (a {@code .tsr} file).
   *
   * @throws TimeRefusedException if the authority refused, or answered another question
   */
  public TimeToken accept(byte[] response) throws TimeRefusedException {
    if (response.length > MAX_RESPONSE) {
      throw new TimeRefusedException("the answer is longer than a timestamp may be");
    }
    try {
      TimeStampResponse answer = new TimeStampResponse(response);
      if (answer.getStatus() != 0 && answer.getStatus() != 1) {
        throw new TimeRefusedException("the authority refused, with status " + answer.getStatus());
      }
      answer.validate(request);
      if (answer.getTimeStampToken() == null) {
        throw new TimeRefusedException("the answer holds no timestamp");
      }
      byte[] token = answer.getTimeStampToken().toCMSSignedData().getEncoded("DER");
      return TimeToken.parse(CmsWriter.closed(token));
    } catch (TSPException | IOException | RuntimeException e) {
      throw new TimeRefusedException("the answer is not one to this question");
    }
  }

  /** Neither hash nor nonce. */
  @Override
  public String toString() {
    return "TimeQuery";
  }
}
