package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.palimpsest.source.Source;

/**
 * What is to be snapshotted, by whom and when.
 *
 * @param source where the store is
 * @param sourcePath how the user named it, as the manifest records it
 * @param live whether it is this device's own store, so that it shows the present
 * @param device label of the device
 * @param takenAt now
 * @param caseId the case, if any
 * @param operator who runs this, if said
 * @param note free text, if any
 * @param tool name, version and build of this program
 */
public record SnapshotRequest(
    Source source,
    String sourcePath,
    boolean live,
    String device,
    Instant takenAt,
    Optional<String> caseId,
    Optional<String> operator,
    Optional<String> note,
    ObjectNode tool) {
  /** The device's label alone. */
  @Override
  public String toString() {
    return "snapshot of " + device;
  }
}
