package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.verdict.Check;

/**
 * Everything a report is made from. Nothing else is consulted: no clock, no file, no database.
 *
 * @param reportId unique id, printed on each page
 * @param kind original, supplemental or amended
 * @param amends id of the report that this one supplements or amends
 * @param title what stands on the cover
 * @param issuedAt when it is issued
 * @param tool the program: {@code name}, {@code version}, {@code build}, {@code java}
 * @param parties who asked and who worked
 * @param from description of the earlier snapshot
 * @param to description of the later snapshot
 * @param diff the comparison with its findings, schema {@code palimpsest/diff/1}
 * @param otherThreads the threads that changed messages belong to and that the comparison does not
 *     list as changed: {@code thread}, {@code participants}
 * @param check what would survive a deletion now, schema {@code palimpsest/check/1}
 * @param checks integrity checks made before issuing
 * @param custody {@code origin}, {@code size}, {@code root}, {@code checkpoint}, {@code entries}
 * @param signer {@code subject}, {@code fingerprint}, {@code words}, {@code notBefore}, {@code
 *     notAfter}
 * @param method sentences on how it was done
 * @param limits sentences on what was not examined
 */
public record ReportFacts(
    String reportId,
    Kind kind,
    Optional<String> amends,
    String title,
    Instant issuedAt,
    ObjectNode tool,
    Parties parties,
    ObjectNode from,
    ObjectNode to,
    ObjectNode diff,
    ArrayNode otherThreads,
    Optional<ObjectNode> check,
    List<Check> checks,
    ObjectNode custody,
    ObjectNode signer,
    List<String> method,
    List<String> limits) {

  /** Lists are copied; the JSON is not to be changed afterwards. */
  public ReportFacts {
    checks = List.copyOf(checks);
    method = List.copyOf(method);
    limits = List.copyOf(limits);
  }

  /** Whether a report stands alone. */
  public enum Kind {
    /** It stands alone. */
    ORIGINAL,
    /** It adds to an earlier one. */
    SUPPLEMENTAL,
    /** It replaces an earlier one. */
    AMENDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who asked, who worked, and for what.
   *
   * @param caseId the case number
   * @param operator who ran the program
   * @param organisation office or company, with its address
   * @param purpose what the report is for, and by what authority
   */
  public record Parties(
      Optional<String> caseId,
      Optional<String> operator,
      Optional<String> organisation,
      Optional<String> purpose) {
    /** Nobody named. */
    public static Parties none() {
      return new Parties(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
      return "Parties";
    }
  }

  /** The id only, since the rest is somebody's case. */
  @Override
  public String toString() {
    return "facts of report " + reportId;
  }
}
