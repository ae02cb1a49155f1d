package org.palimpsest.contacts;

import java.util.List;

/**
 * How a system lays its address book out in tables. The facts are from published readers of both
 * databases, which agree on them.
 *
 * @param cards the table of cards
 * @param key the column with a card's number
 * @param name the columns that make up a person's name, in their order
 * @param nickname the column with the nickname
 * @param organisation the column with the organisation
 * @param reached where numbers and addresses stand
 */
record CardLayout(
    String cards,
    String key,
    List<String> name,
    String nickname,
    String organisation,
    List<Values> reached) {

  /** {@code AddressBook-v22.abcddb} of a Mac, written by Core Data. */
  private static final CardLayout CORE_DATA =
      new CardLayout(
          "ZABCDRECORD",
          "Z_PK",
          List.of("ZFIRSTNAME", "ZLASTNAME"),
          "ZNICKNAME",
          "ZORGANIZATION",
          List.of(
              new Values("ZABCDPHONENUMBER", "ZOWNER", "ZFULLNUMBER", "", 0, true),
              new Values("ZABCDEMAILADDRESS", "ZOWNER", "ZADDRESS", "", 0, false)));

  /** {@code AddressBook.sqlitedb} of a phone. Property 3 is a number and 4 an address. */
  private static final CardLayout AB_PERSON =
      new CardLayout(
          "ABPerson",
          "ROWID",
          List.of("First", "Last"),
          "Nickname",
          "Organization",
          List.of(
              new Values("ABMultiValue", "record_id", "value", "property", 3, true),
              new Values("ABMultiValue", "record_id", "value", "property", 4, false)));

  /** All that are known. */
  static final List<CardLayout> ALL = List.of(CORE_DATA, AB_PERSON);

  /**
   * Where numbers or addresses stand.
   *
   * @param table its name
   * @param owner the column that holds the card's number
   * @param value the column that holds the value
   * @param kind the column that tells what a value is; empty where the table does
   * @param wanted what stands there
   * @param phones whether these are telephone numbers
   */
  record Values(
      String table, String owner, String value, String kind, long wanted, boolean phones) {}
}
