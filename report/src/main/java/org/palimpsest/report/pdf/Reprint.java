package org.palimpsest.report.pdf;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNull;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jspecify.annotations.Nullable;

/**
 * Compares a certified PDF with the same report printed again, object by object: what is drawn and
 * in which fonts, what lies over the pages, how they are tagged, named and described. The text
 * alone would not do: a page can show another by lines and surfaces, and hide its own below them.
 *
 * <p>How streams are packed may differ, since that is the doing of the machine; so may the colour
 * profile, which is Java's ({@link #hasSameProfile}). What certifying adds may be there.
 */
final class Reprint {

  private static final COSName PERMISSIONS = COSName.getPDFName("Perms");
  private static final COSName ENCRYPTION = COSName.getPDFName("Encrypt");
  private static final COSName PROFILE = COSName.getPDFName("DestOutputProfile");

  /** How a stream is packed; its content is compared instead. */
  private static final Set<COSName> PACKING = Set.of(COSName.LENGTH, COSName.FILTER);

  private final PDDocument found;
  private final PDDocument expected;
  private final IdentityHashMap<COSBase, COSBase> partners = new IdentityHashMap<>();
  private final IdentityHashMap<COSBase, Set<COSName>> added = new IdentityHashMap<>();
  private final Deque<Pair> waiting = new ArrayDeque<>();

  /** Two values that must be the same, and the entry that they stand in. */
  private record Pair(@Nullable COSBase found, @Nullable COSBase expected, String where) {}

  private Reprint(PDDocument found, PDDocument expected) {
    this.found = found;
    this.expected = expected;
  }

  /**
   * Compares all but the profile.
   *
   * @param found the certified file
   * @param expected the report printed again, which nobody signed
   * @return the entry in which the first difference stands, nothing if there is none
   */
  static Optional<String> difference(PDDocument found, PDDocument expected) {
    return new Reprint(found, expected).difference();
  }

  /** Whether the colour profile is the one that is at hand here. */
  static boolean hasSameProfile(PDDocument found, PDDocument expected) {
    return profile(found) instanceof COSStream one
        && profile(expected) instanceof COSStream other
        && Inflated.areSame(one, other);
  }

  private static @Nullable COSBase profile(PDDocument document) {
    COSArray intents = catalog(document).getCOSArray(COSName.OUTPUT_INTENTS);
    return intents != null && intents.size() == 1 && intents.getObject(0) instanceof COSDictionary i
        ? i.getDictionaryObject(PROFILE)
        : null;
  }

  private static COSDictionary catalog(PDDocument document) {
    return document.getDocumentCatalog().getCOSObject();
  }

  private Optional<String> difference() {
    COSDictionary trailer = found.getDocument().getTrailer();
    if (trailer.containsKey(ENCRYPTION)) {
      return Optional.of(ENCRYPTION.getName());
    }
    if (!allowSignature()) {
      return Optional.of("AcroForm");
    }
    waiting.add(new Pair(catalog(found), catalog(expected), "Root"));
    waiting.add(
        new Pair(
            trailer.getDictionaryObject(COSName.INFO),
            expected.getDocument().getTrailer().getDictionaryObject(COSName.INFO),
            "Info"));
    while (!waiting.isEmpty()) {
      Pair pair = waiting.pop();
      if (!isSame(pair)) {
        return Optional.of(pair.where());
      }
    }
    return Optional.empty();
  }

  /** What certifying adds to the printed file: the permission, the signature and its empty look. */
  private boolean allowSignature() {
    added.put(catalog(found), Set.of(PERMISSIONS));
    COSDictionary form = catalog(found).getCOSDictionary(COSName.ACRO_FORM);
    COSArray fields = form == null ? null : form.getCOSArray(COSName.FIELDS);
    if (fields == null
        || fields.size() != 1
        || !(fields.getObject(0) instanceof COSDictionary field)) {
      return false;
    }
    added.put(field, Set.of(COSName.V, COSName.AP));
    COSDictionary look = field.getCOSDictionary(COSName.AP);
    return look == null
        || (look.keySet().equals(Set.of(COSName.N))
            && look.getDictionaryObject(COSName.N) instanceof COSStream drawn
            && Inflated.isEmpty(drawn));
  }

  private boolean isSame(Pair pair) {
    COSBase one = pair.found();
    COSBase other = pair.expected();
    if (one instanceof COSDictionary left && other instanceof COSDictionary right) {
      return isPaired(left, right) || dictionaries(left, right);
    }
    if (one instanceof COSArray left && other instanceof COSArray right) {
      return isPaired(left, right) || arrays(left, right, pair.where());
    }
    if (one instanceof COSNumber left && other instanceof COSNumber right) {
      return Float.compare(left.floatValue(), right.floatValue()) == 0
          && left.longValue() == right.longValue();
    }
    if (one instanceof COSString left && other instanceof COSString right) {
      return Arrays.equals(left.getBytes(), right.getBytes());
    }
    if (one == null || one instanceof COSNull) {
      return other == null || other instanceof COSNull;
    }
    return one.equals(other);
  }

  /**
   * Whether the two were compared already; each object has one partner, so this comes to an end.
   */
  private boolean isPaired(COSBase one, COSBase other) {
    return partners.get(one) == other;
  }

  private boolean dictionaries(COSDictionary one, COSDictionary other) {
    boolean isStream = one instanceof COSStream;
    if (partners.putIfAbsent(one, other) != null || isStream != other instanceof COSStream) {
      return false;
    }
    Set<COSName> names = new HashSet<>(one.keySet());
    names.removeAll(added.getOrDefault(one, Set.of()));
    Set<COSName> others = new HashSet<>(other.keySet());
    others.removeAll(added.getOrDefault(one, Set.of()));
    if (isStream) {
      names.removeAll(PACKING);
      others.removeAll(PACKING);
    }
    if (!names.equals(others)) {
      return false;
    }
    names.remove(PROFILE);
    for (COSName name : names) {
      waiting.push(
          new Pair(one.getDictionaryObject(name), other.getDictionaryObject(name), name.getName()));
    }
    return !(one instanceof COSStream left && other instanceof COSStream right)
        || Inflated.areSame(left, right);
  }

  private boolean arrays(COSArray one, COSArray other, String where) {
    if (partners.putIfAbsent(one, other) != null || one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      waiting.push(new Pair(one.getObject(i), other.getObject(i), where));
    }
    return true;
  }
}
