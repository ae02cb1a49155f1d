package org.palimpsest.backup;

import java.util.List;
import java.util.Locale;

/**
 * Which files of a backup concern Messages: the store, attachments and stickers, the preference and
 * account files that tell sync, retention and account state. The keychain does not; the address
 * book is told apart, since it is no evidence of a message.
 */
public final class MessagesScope {

  /** The store's domain and path. */
  public static final String STORE = "HomeDomain/Library/SMS/sms.db";

  private static final String MESSAGES = "Library/SMS/";
  private static final String PREFERENCES = "Library/Preferences/";
  private static final List<String> PREFERENCE_PREFIXES =
      List.of(
          "com.apple.madrid",
          "com.apple.mobilesms",
          "com.apple.imessage",
          "com.apple.imservice",
          "com.apple.imdpersistence",
          "com.apple.imdsmsrecordstore",
          "com.apple.imagent",
          "com.apple.ids.service",
          "com.apple.messages");
  private static final List<String> ATTACHMENTS = List.of("Attachments/", "StickerCache/");
  private static final List<String> OTHERS =
      List.of("Library/MessagesMetaData/", "Library/Accounts/");

  private static final String CONTACTS = "Library/AddressBook/AddressBook.sqlitedb";

  private MessagesScope() {}

  /** Whether a file belongs to it. */
  public static boolean holds(String domain, String path) {
    boolean home = domain.equals("HomeDomain");
    if (path.startsWith(MESSAGES)) {
      return home || domain.equals("MediaDomain");
    }
    return home && (isPreference(path) || OTHERS.stream().anyMatch(path::startsWith));
  }

  /** Whether a file is an attachment, a sticker or another file that messages name. */
  public static boolean isAttachment(String domain, String path) {
    return (domain.equals("MediaDomain") && path.startsWith(MESSAGES))
        || (domain.equals("HomeDomain")
            && ATTACHMENTS.stream().anyMatch(folder -> path.startsWith(MESSAGES + folder)));
  }

  /** Whether a file is the address book or its log. */
  public static boolean isContacts(String domain, String path) {
    return domain.equals("HomeDomain")
        && path.startsWith(CONTACTS)
        && List.of("", "-wal", "-shm", "-journal").contains(path.substring(CONTACTS.length()));
  }

  /** The same for domain and path in one. */
  public static boolean isContactsPlace(String place) {
    int slash = place.indexOf('/');
    return slash > 0 && isContacts(place.substring(0, slash), place.substring(slash + 1));
  }

  /** Whether a file is a preference file of Messages. */
  public static boolean isPreference(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return path.startsWith(PREFERENCES)
        && lower.endsWith(".plist")
        && PREFERENCE_PREFIXES.stream()
            .anyMatch(prefix -> lower.startsWith(prefix, PREFERENCES.length()));
  }
}
