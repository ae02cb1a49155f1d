package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.palimpsest.json.Json;
import picocli.CommandLine.IVersionProvider;

/** Which build of the program this is. */
final class Build implements IVersionProvider {

  static final String NAME = "palimpsest";

  /** Picocli makes one by reflection. */
  Build() {}

  static String version() {
    return properties().getProperty("version", "unknown");
  }

  static String build() {
    return properties().getProperty("build", "unknown");
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the program's own description cannot be read", e);
    }
    return properties;
  }

  static ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("build", build());
    json.put("java", System.getProperty("java.version", "unknown"));
    json.put("name", NAME);
    json.put("version", version());
    return json;
  }

  @Override
  public String[] getVersion() {
    return new String[] {NAME + " " + version() + " (" + build() + ")"};
  }
}
