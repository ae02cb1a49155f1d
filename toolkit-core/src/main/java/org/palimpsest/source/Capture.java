package org.palimpsest.source;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.palimpsest.source.EvidenceFile.Role;

/**
 * What was captured.
 *
 * @param files every captured file, in the order of their paths
 * @param consistent whether the database and its log are proved to belong together
 * @param still whether the log was the same in size and time before and after it was copied, so
 *     that nobody was writing to it
 * @param tries how often the database was copied
 * @param attachmentsCollected whether attachment files were looked for
 * @param absent files that were looked for and are not there, by path
 * @param unreadable files that are there and could not be read, by path
 * @param derived files of a phone that can be made from those of its backup, in the order of their
 *     paths; empty for another source
 * @param backup what is known of the backup, for a source that is one
 * @param contacts what became of address books; empty when they were not to be taken
 * @param framesLacking frames of the log that its index counts and that are not in it
 */
public record Capture(
    List<EvidenceFile> files,
    boolean consistent,
    boolean still,
    int tries,
    boolean attachmentsCollected,
    List<String> absent,
    List<String> unreadable,
    List<DerivedFile> derived,
    Optional<BackupFacts> backup,
    Optional<Contacts> contacts,
    long framesLacking) {

  /**
   * Address books that lie in the source. They tell nothing of messages, so what could not be read
   * of them takes nothing from the snapshot's completeness; it is said for itself.
   *
   * @param databases how many were taken
   * @param torn how many of them kept changing while they were copied
   * @param unreadable what lies there and could not be read, by path
   */
  public record Contacts(int databases, int torn, List<String> unreadable) {
    /** Figures, without names. */
    @Override
    public String toString() {
      return databases + " address books";
    }
  }

  /** Waits between two tries; the caller decides how. */
  @FunctionalInterface
  public interface Pause {
    /** Waits that long. */
    void forAbout(Duration duration) throws InterruptedException;
  }

  /** The same without what the file system says of the files beside their bytes and their times. */
  public Capture withoutStamps() {
    return new Capture(
        files.stream()
            .map(
                file ->
                    new EvidenceFile(
                        file.path(), file.role(), file.size(), file.modifiedAt(), file.sha256()))
            .toList(),
        consistent,
        still,
        tries,
        attachmentsCollected,
        absent,
        unreadable,
        derived,
        backup,
        contacts,
        framesLacking);
  }

  /** The first file of that role. */
  public Optional<EvidenceFile> first(Role role) {
    return files.stream().filter(file -> file.role() == role).findFirst();
  }

  /** Bytes of all files together. */
  public long bytes() {
    return files.stream().mapToLong(EvidenceFile::size).sum();
  }

  /** Figures, without names. */
  @Override
  public String toString() {
    return files.size() + " files, " + (consistent ? "consistent" : "torn");
  }
}
