package org.palimpsest.messages;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attachment row and what is known of its file.
 *
 * @param guid its identity
 * @param rowid its number in this store only
 * @param messages guids of the messages that carry it, in the order of their join rows
 * @param name the transfer name, null when none
 * @param path where the store says its file lies, null when nowhere
 * @param mimeType as stored, null when none
 * @param uti as stored, null when none
 * @param declaredBytes stored {@code total_bytes}
 * @param presence where its file is
 * @param file the file's identity, when it is here
 * @param infos what Messages keeps beside it
 */
public record Attachment(
    String guid,
    long rowid,
    List<String> messages,
    @Nullable Text name,
    @Nullable String path,
    @Nullable String mimeType,
    @Nullable String uti,
    long declaredBytes,
    Presence presence,
    Optional<AttachmentFiles.FileIdentity> file,
    Infos infos) {

  /**
   * Property lists beside an attachment, as canonical JSON without secrets; null where there is
   * none.
   *
   * @param user {@code user_info}
   * @param sticker {@code sticker_user_info}
   * @param attribution {@code attribution_info}
   */
  public record Infos(
      byte @Nullable [] user, byte @Nullable [] sticker, byte @Nullable [] attribution) {
    static final Infos NONE = new Infos(null, null, null);

    /** Says nothing of what they hold. */
    @Override
    public String toString() {
      return "property lists";
    }
  }

  /** Whether its file is something else than its name and row say. */
  public boolean isMistyped() {
    String type = file.map(AttachmentFiles.FileIdentity::type).orElse(null);
    return type != null && FileTypes.contradict(type, mimeType, name == null ? null : name.shown());
  }

  /** Where an attachment's file is. */
  public enum Presence {
    /** On the device, and captured with the store. */
    HERE(0),
    /** In iCloud only: the system freed the space. */
    OFFLOADED(1),
    /** Announced, and not on the device yet. */
    NOT_DOWNLOADED(2),
    /** The store says that it is here, and it is not. */
    MISSING(3),
    /** The source did not include attachment files, so nothing can be said. */
    NOT_COLLECTED(4);

    private final int code;

    Presence(int code) {
      this.code = code;
    }

    /** A number that stays the same in every version, for the record index. */
    public int code() {
      return code;
    }

    /** Lower-case word with hyphens, as in JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** Its identity, without names. */
  @Override
  public String toString() {
    return "attachment " + guid;
  }
}
