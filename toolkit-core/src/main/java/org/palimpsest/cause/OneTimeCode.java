package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.trace.RowFacts;

/** Used one-time codes are cleaned up where that is set. */
final class OneTimeCode implements CauseRule {

  private static final Pattern DIGITS =
      Pattern.compile("(?<!\\d)(?<!\\d[.,])\\d(?:[ -]?\\d){3,7}(?!\\d|[.,]\\d)");
  private static final Pattern WORD =
      Pattern.compile(
          "\\b(codes?|kode|kod|c[oó]digo|codice|pin|otp|tan|passcode|verif\\w*|"
              + "best[aä]tigung\\w*|sicherheitscode|验证码|驗證碼|認証|인증)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SHORT_SENDER = Pattern.compile("\\+?\\d{3,6}|[^+@]*[A-Za-z][^@]*");

  private static final RuleText TEXT =
      new RuleText(
          "one-time-code",
          "A received one-time code that goes while other kinds of messages stay is what the system"
              + " cleans up after use, where that is set.",
          List.of(
              "the system itself had marked a one-time code in the message (supported), or the text"
                  + " reads like one and comes from a short number or a name (possible)",
              "nothing but such messages went from the thread"),
          List.of(
              "the mark is missing and only the wording speaks for it",
              "its removal waits on this device to be sent, or as many removals from Recently Deleted"
                  + " were queued here"),
          "iOS 17 and macOS 14 clean codes up after use, when set (known); the attribute"
              + " __kIMOneTimeCodeAttributeName marks them (seen). No column says that it happened.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!isCode(gone, c) || !c.onlyOfThread(gone, each -> isCode(each, c) || isTapback(each))) {
      return Optional.empty();
    }
    RowFacts row = c.behind().rows().get(gone.guid());
    boolean marked = row != null && row.oneTimeCode();
    Ruling ruling = Ruling.of(Cause.SYSTEM_CLEANUP, Confidence.SUPPORTED);
    if (marked) {
      ruling.ground("marked-as-code", "the system had marked a one-time code in it");
    } else {
      ruling
          .ground("reads-like-code", "it reads like a one-time code and came from a service sender")
          .counter("no-code-mark", "the system had not marked a one-time code in it");
    }
    Sightings.byHand(gone, c, ruling);
    return Optional.of(ruling.open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED));
  }

  private static boolean isTapback(MessageChange change) {
    return change.had(Facets.TAPBACK);
  }

  private static boolean isCode(MessageChange change, Comparison c) {
    RowFacts row = c.behind().rows().get(change.guid());
    if (row == null || row.fromMe() || row.text() == null) {
      return false;
    }
    String sender = row.sender();
    return row.oneTimeCode()
        || (sender != null
            && SHORT_SENDER.matcher(sender).matches()
            && WORD.matcher(row.text()).find()
            && DIGITS.matcher(row.text()).find());
  }
}
