package org.palimpsest.cli.schedule;

/** Text inside elements. */
final class Xml {

  private Xml() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
