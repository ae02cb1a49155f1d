package org.palimpsest.testdata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of the files of a deletion scenario: the rows that are there, those that were
 * deleted, and what of these a search for their bytes finds in the files.
 *
 * @param scenario its name
 * @param rows how many rows were written before anything was deleted
 * @param files the names of the files, the database first
 * @param columns the names of the columns of {@code message}
 * @param standards what a column has in a row that was written before the column was added
 * @param live the messages that are there; their values are in the files
 * @param deleted the messages that are not there any more
 * @param links the rows of {@code chat_message_join} that are not there any more
 * @param goneChats the values of the chats that are not there any more
 */
public record DeletionTruth(
    String scenario,
    int rows,
    List<String> files,
    List<String> columns,
    List<@Nullable Object> standards,
    List<Live> live,
    List<Deleted> deleted,
    List<Link> links,
    List<List<@Nullable Object>> goneChats) {

  /** A message that is there. */
  public record Live(long rowid, String guid, long date, long chat) {}

  /**
   * A message that was deleted. Its values are in the order of the columns, a {@code Long}, a
   * {@code String}, a {@code byte[]} or null each; there are fewer than columns if some were added
   * later.
   */
  public record Deleted(
      long rowid, String guid, List<@Nullable Object> values, Survives survives) {}

  /**
   * What is left of a deleted message.
   *
   * @param full its whole record, and of one that overflows the contents of each page
   * @param head its guid and its text next to each other
   * @param guid its guid
   * @param index its guid and its ROWID as an entry of the index has them
   * @param where file and offset of a whole record's values, or of the best there is; else empty
   * @param entryAt file and offset of the guid in an entry of the index; empty without one
   */
  public record Survives(
      boolean full, boolean head, boolean guid, boolean index, String where, String entryAt) {}

  /**
   * A link that was deleted.
   *
   * @param chat the ROWID of its chat
   * @param date the date of its message
   * @param message the ROWID of its message
   * @param rowid its own
   * @param where file and offset of the date in a row or entry that is left; empty without any
   */
  public record Link(long chat, long date, long message, long rowid, String where) {
    /** Whether its row or an entry with its date is left. */
    public boolean survives() {
      return !where.isEmpty();
    }
  }

  /** How many deleted rows, of these whole, head, guid, index, and links. */
  public String summary() {
    return String.format(
        "%s deleted %d, full %d, head %d, guid %d, index %d, link %d of %d",
        scenario,
        deleted.size(),
        deleted.stream().filter(each -> each.survives().full()).count(),
        deleted.stream().filter(each -> each.survives().head()).count(),
        deleted.stream().filter(each -> each.survives().guid()).count(),
        deleted.stream().filter(each -> each.survives().index()).count(),
        links.stream().filter(Link::survives).count(),
        links.size());
  }
}
