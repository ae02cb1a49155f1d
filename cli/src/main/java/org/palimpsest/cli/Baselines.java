package org.palimpsest.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.Manifest;

/**
 * The snapshot of each device up to which comparing came to its end, as runs entered it into the
 * custody log. A run that was broken off entered nothing, so the next one begins where it did.
 */
final class Baselines {

  private static final Pattern STEP = Pattern.compile("compared ([0-9a-f]{64}) of (.+)");

  private final Map<String, String> ids = new HashMap<>();

  private Baselines() {}

  /** What a run's entry says of a device that was compared up to a snapshot. */
  static String step(String id, String device) {
    return "compared " + id + " of " + device;
  }

  /** Those that the log named last. */
  static Baselines of(List<LoggedEntry> entries) {
    Baselines baselines = new Baselines();
    for (LoggedEntry logged : entries) {
      if (logged.entry().action() == Action.RUN) {
        logged.entry().texts("method").forEach(baselines::read);
      }
    }
    return baselines;
  }

  private void read(String step) {
    Matcher named = STEP.matcher(step);
    if (named.matches()) {
      ids.put(named.group(2), named.group(1));
    }
  }

  /** The one of a device; empty where no run has said so. */
  Optional<String> of(String device) {
    return Optional.ofNullable(ids.get(device));
  }

  /** Whether a snapshot is the one of its device. */
  boolean holds(Manifest manifest) {
    return manifest.id().equals(ids.get(manifest.device()));
  }
}
