package org.palimpsest.testdata;

/**
 * A generation of the Messages schema that can be forged. The macOS 13 tables, indexes and triggers
 * are those of a published Ventura schema. The macOS 26 tables are published too; the text of its
 * new triggers is not, so that generation carries the triggers of macOS 13.
 */
public enum Generation {
  /** Ventura: one chat row per service, an unsent message has {@code date_retracted}. */
  MACOS_13("macos13.sql", false),
  /** macOS 26: chat guids begin with {@code any;}, an unsent message is edited and empty. */
  MACOS_26("macos26.sql", true);

  private final String ddl;
  private final boolean anyService;

  Generation(String ddl, boolean anyService) {
    this.ddl = ddl;
    this.anyService = anyService;
  }

  /** The resource that holds the schema, one statement per line. */
  public String ddlResource() {
    return ddl;
  }

  /** Whether all services of one person or group share one chat row (assumed from {@code any;}). */
  public boolean anyService() {
    return anyService;
  }

  /** Whether an unsend sets {@code date_edited} and {@code is_empty} (macOS 15 and later). */
  public boolean unsendsAsEmptyEdit() {
    return anyService;
  }

  /** The guid of a chat row, such as {@code iMessage;-;+15550100} or {@code any;+;chat123}. */
  public String chatGuid(Service service, boolean group, String identifier) {
    return (anyService ? "any" : service.label()) + (group ? ";+;" : ";-;") + identifier;
  }
}
