package org.palimpsest.source;

/** A backup that can be read and holds no Messages store; that is no store without messages. */
public final class AbsentStoreException extends UnreadableSourceException {
  private static final long serialVersionUID = 1;

  private final transient BackupFacts facts;

  AbsentStoreException(BackupFacts facts) {
    super(
        "the backup holds no Messages store (HomeDomain, Library/SMS/sms.db), which does not mean that"
            + " there are no messages",
        "make a new backup, and encrypt it; some phones leave messages that iCloud holds out of it");
    this.facts = facts;
  }

  /** What is known of the backup. */
  public BackupFacts facts() {
    return facts;
  }
}
