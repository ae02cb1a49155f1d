package org.palimpsest.cause;

import java.util.List;

/**
 * A rule in words, as it is printed in the manual.
 *
 * @param name lower case with hyphens
 * @param sentence what it concludes from what
 * @param premises what must hold
 * @param counter what weakens the conclusion
 * @param basis the facts about Messages that it rests on, and whether they are known or inferred
 */
public record RuleText(
    String name, String sentence, List<String> premises, List<String> counter, String basis) {}
