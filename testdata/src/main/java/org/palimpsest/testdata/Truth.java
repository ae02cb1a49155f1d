package org.palimpsest.testdata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the forged world knows to be true of each device at each mark, and between marks. */
public final class Truth {
  private final Map<Mark, Recorded> recorded = new LinkedHashMap<>();

  Truth() {}

  /** One row that was written or went; {@code cause} is present when it went. */
  record Event(String guid, Optional<Cause> cause) {}

  private record Recorded(Snapshot snapshot, List<Event> events) {}

  void record(Snapshot snapshot, List<Event> eventsSoFar) {
    recorded.put(snapshot.mark(), new Recorded(snapshot, List.copyOf(eventsSoFar)));
  }

  /** All marks of a device in order. */
  public List<Mark> marks(Device device) {
    return recorded.keySet().stream().filter(mark -> mark.device().equals(device.label())).toList();
  }

  /** The device's state at a mark. */
  public Snapshot at(Mark mark) {
    return find(mark).snapshot();
  }

  /** What changed on one device from one mark to a later one. */
  public Changes between(Device device, Mark from, Mark to) {
    if (!from.device().equals(device.label()) || !to.device().equals(device.label())) {
      throw new IllegalArgumentException("marks of another device");
    }
    Recorded later = find(to);
    Snapshot a = find(from).snapshot();
    Snapshot b = later.snapshot();
    List<Event> window = later.events().subList(find(from).events().size(), later.events().size());

    Map<String, Set<String>> kinds = new TreeMap<>();
    for (String guid : union(a.messages().keySet(), b.messages().keySet())) {
      String kind = kind(a.messages().get(guid), b.messages().get(guid));
      kinds.computeIfAbsent(kind, key -> new TreeSet<>()).add(guid);
    }
    Set<String> removed = of(kinds, "removed");
    Map<String, String> causes = new TreeMap<>();
    Set<String> passing = new TreeSet<>();
    for (Event event : window) {
      if (event.cause().isPresent()) {
        if (removed.contains(event.guid())) {
          causes.put(event.guid(), event.cause().get().label());
        } else if (!a.messages().containsKey(event.guid())
            && !b.messages().containsKey(event.guid())) {
          passing.add(event.guid());
        }
      }
    }
    return new Changes(
        from,
        to,
        removed,
        of(kinds, "recentlyDeleted"),
        of(kinds, "restored"),
        of(kinds, "added"),
        of(kinds, "edited"),
        of(kinds, "unsent"),
        of(kinds, "altered"),
        of(kinds, "drifted"),
        causes,
        passing,
        attachments(a, b),
        threads(a, b));
  }

  private Recorded find(Mark mark) {
    return Objects.requireNonNull(recorded.get(mark), "unknown mark");
  }

  private static Set<String> of(Map<String, Set<String>> kinds, String kind) {
    return new TreeSet<>(kinds.getOrDefault(kind, Set.of()));
  }

  private static String kind(@Nullable MessageTruth a, @Nullable MessageTruth b) {
    if (b == null) {
      return "removed";
    }
    if (b.recentlyDeleted() && (a == null || !a.recentlyDeleted())) {
      return "recentlyDeleted";
    }
    if (a == null) {
      return "added";
    }
    if (a.recentlyDeleted() && !b.recentlyDeleted()) {
      return "restored";
    }
    if (b.unsent() && !a.unsent()) {
      return "unsent";
    }
    if (!Objects.equals(a.tampered(), b.tampered())) {
      return "altered";
    }
    if (!a.editHistory().equals(b.editHistory())) {
      return "edited";
    }
    return a.state().equals(b.state()) ? "same" : "drifted";
  }

  private static Changes.Attachments attachments(Snapshot a, Snapshot b) {
    Set<String> offloaded = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    b.attachments()
        .forEach(
            (guid, now) -> {
              AttachmentTruth before = a.attachments().get(guid);
              if (before == null || before.presence() == now.presence()) {
                return;
              }
              if (now.presence() == AttachmentTruth.Presence.OFFLOADED) {
                offloaded.add(guid);
              } else if (now.presence() == AttachmentTruth.Presence.MISSING) {
                missing.add(guid);
              }
            });
    return new Changes.Attachments(
        minus(a.attachments().keySet(), b.attachments().keySet()),
        minus(b.attachments().keySet(), a.attachments().keySet()),
        offloaded,
        missing);
  }

  private static Changes.Threads threads(Snapshot a, Snapshot b) {
    Map<String, Set<String>> before = a.threads();
    Map<String, Set<String>> after = b.threads();
    Set<String> removed = new TreeSet<>(before.keySet());
    removed.removeAll(after.keySet());
    Set<String> added = new TreeSet<>(after.keySet());
    added.removeAll(before.keySet());
    Set<String> thinned = new TreeSet<>();
    before.forEach(
        (thread, guids) -> {
          Set<String> left = after.getOrDefault(thread, guids);
          if (!left.containsAll(guids)) {
            thinned.add(thread);
          }
        });
    return new Changes.Threads(removed, thinned, added);
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> out = new TreeSet<>(a);
    out.addAll(b);
    return out;
  }

  private static Set<String> minus(Set<String> a, Set<String> b) {
    Set<String> out = new TreeSet<>(a);
    out.removeAll(b);
    return out;
  }
}
