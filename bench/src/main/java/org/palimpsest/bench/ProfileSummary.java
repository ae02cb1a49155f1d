package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** What a flight recording's execution samples say: where time went, by frame and by ours. */
final class ProfileSummary {

  private static final int SHOWN = 25;

  private ProfileSummary() {}

  /** Takes a recording. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Integer> top = new HashMap<>();
    Map<String, Integer> ours = new HashMap<>();
    Map<String, Integer> under = new HashMap<>();
    Map<String, Integer> threads = new HashMap<>();
    int samples = 0;
    int garbage = 0;
    double pauses = 0;
    try (RecordingFile recording = new RecordingFile(Path.of(arguments[0]))) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        String type = event.getEventType().getName();
        if (type.equals("jdk.GarbageCollection")) {
          garbage++;
          pauses += event.getDuration("sumOfPauses").toNanos() / 1e6;
        }
        boolean sample =
            type.equals("jdk.ExecutionSample") || type.equals("jdk.NativeMethodSample");
        if (!sample || event.getStackTrace() == null) {
          continue;
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        if (frames.isEmpty()) {
          continue;
        }
        samples++;
        top.merge(name(frames.get(0).getMethod()), 1, Integer::sum);
        frames.stream()
            .map(frame -> name(frame.getMethod()))
            .filter(name -> name.startsWith("org.palimpsest."))
            .findFirst()
            .ifPresent(name -> ours.merge(name, 1, Integer::sum));
        Set<String> seen = new HashSet<>();
        for (RecordedFrame frame : frames) {
          String name = name(frame.getMethod());
          if (name.startsWith("org.palimpsest.") && seen.add(name)) {
            under.merge(name, 1, Integer::sum);
          }
        }
        String thread = String.valueOf(event.getThread("sampledThread").getJavaName());
        threads.merge(thread.replaceAll("[0-9]+", "#"), 1, Integer::sum);
      }
    }
    System.out.printf("%d samples; %d collections, %.0f ms in pauses%n", samples, garbage, pauses);
    show("top frame", top, samples);
    show("nearest frame of ours", ours, samples);
    show("anywhere on the stack", under, samples);
    show("thread", threads, samples);
  }

  private static String name(RecordedMethod method) {
    return method.getType().getName() + "." + method.getName();
  }

  private static void show(String title, Map<String, Integer> counts, int samples) {
    System.out.printf("%n%s%n", title);
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(
            entry ->
                System.out.printf(
                    "%5.1f %%  %s%n", 100.0 * entry.getValue() / samples, entry.getKey()));
  }
}
