package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.palimpsest.json.Json;

/** What every report says in the same words. */
final class FixedText {

  static final List<String> CUSTODY =
      List.of(
          "The custody log is append-only: each entry carries the hash of the one before, and a"
              + " hash tree over all entries is signed as the checkpoint printed here.",
          "A log cannot prove by itself that it is the only one: the holder of its key could write"
              + " another. Keep this checkpoint where the holder of the log cannot change it; any"
              + " later log must be shown to extend it.");

  static final List<String> STATEMENT =
      List.of(
          "The results relate only to the items named in this report, as they were when they were"
              + " acquired.",
          "This report is not to be reproduced except in full. report.json is the signed document;"
              + " PDF, HTML and CSV are views of it and carry its SHA-256.",
          "Absence from a snapshot does not show who removed a message, when exactly, or with what"
              + " intention; it shows only between which two snapshots it went.",
          "Observation and inference are kept apart. Causes are inferred from the data, with the"
              + " confidence stated, and what was not excluded is listed.");

  static final List<String> SHOWS =
      List.of(
          "The signature shows that report.json has not been changed since it was signed with the"
              + " key of the certificate in signer.pem.",
          "A snapshot's root commits to every record of that snapshot: one record more, less or"
              + " different gives another root.",
          "The checkpoint shows which entries the custody log held when this report was issued.");

  static final List<String> DOES_NOT_SHOW =
      List.of(
          "They do not show who holds the key. Compare the fingerprint with one that you received"
              + " by another way.",
          "They do not show that a message was true, or by whom a device was held.",
          "They do not show that nothing was removed before the first snapshot was taken.");

  static final String TIME =
      "This document holds no trusted time: its dates come from the clock of the machine that made"
          + " it. A trusted time can only lie in the seals over it, report.json.p7s and the"
          + " signature of report.pdf: a timestamp by a time authority, which shows that the"
          + " document existed at the time it states. palimpsest verify tells whether there is one,"
          + " and until when it must be renewed.";

  private static final String[][] COMMANDS = {
    {
      "The signature over report.json (OpenSSL 1.1 or later)",
      "openssl cms -verify -binary -inform DER -in report.json.p7s -content report.json"
          + " -CAfile signer.pem -purpose any -signer sealed-by.pem -out /dev/null"
    },
    {"The SHA-256 that PDF, HTML and VERIFY.txt print", "sha256sum report.json"},
    {
      "The fingerprint of the certificate that sealed it, after the first command",
      "openssl x509 -in sealed-by.pem -noout -subject -dates -fingerprint -sha256"
    },
    {
      "The trusted timestamp inside the seal, where there is one",
      "openssl cms -cmsout -print -inform DER -in report.json.p7s"
    }
  };

  private static final String[][] GLOSSARY = {
    {
      "snapshot",
      "one sealed acquisition: the copied files, the list of records with its root, facts about"
          + " the device, the program, and the time"
    },
    {"as of", "the instant whose state a snapshot shows; intervals are between these times"},
    {"evidence file", "one acquired file, byte for byte as found, with its SHA-256"},
    {"record", "one message, thread, attachment or tombstone, read from the evidence files"},
    {"root", "the hash over a snapshot's sorted list of records (RFC 6962)"},
    {"thread", "what a person sees as one conversation; known by its participants"},
    {"removed", "present in the earlier snapshot and in the later one in no form"},
    {"recently deleted", "moved to Recently Deleted, from where it can be restored for a while"},
    {"altered", "the content differs and no edit history accounts for it"},
    {
      "drifted",
      "text, sender and date are the same; the state moved, such as read or delivered, or what is"
          + " around the text or when it is to be sent, of which a finding speaks"
    },
    {"offloaded", "the file left the device to free space; its row and iCloud copy remain"},
    {
      "missing",
      "the file was on the device and is not, and no mark in its row says that iCloud keeps it"
    },
    {"not on device", "between two devices: on the first and not on the second"},
    {
      "came and went",
      "row numbers given out between the two snapshots to nothing that the second one holds: messages"
          + " that arrived and went, or insertions that were refused"
    },
    {"tombstone", "what the system keeps of a removed row: that it went, never why"},
    {"sync", "Messages in iCloud: what is deleted on one device is deleted on all of them"},
    {"custody log", "append-only list of everything done with the evidence"},
    {"checkpoint", "the signed head of the custody log: its size and its root"}
  };

  private FixedText() {}

  static void words(ArrayNode array, List<String> sentences) {
    sentences.forEach(array::add);
  }

  static ArrayNode commands(ArrayNode array) {
    for (String[] command : COMMANDS) {
      array.addObject().put("purpose", command[0]).put("command", command[1]);
    }
    return array;
  }

  static ArrayNode glossary(ArrayNode array) {
    for (String[] entry : GLOSSARY) {
      array.addObject().put("term", entry[0]).put("meaning", entry[1]);
    }
    return array;
  }

  /** A form for a qualified person; the program never signs for anybody. */
  static ObjectNode certification() {
    ObjectNode json = Json.object();
    json.put("title", "Certification of records (template, unsigned)");
    json.put(
        "note",
        "For a qualified person to complete and sign, where Rule 902(13) or (14) of the Federal"
            + " Rules of Evidence is relied on. Elsewhere, use the form that applies. The program"
            + " signs for nobody.");
    words(
        json.putArray("paragraphs"),
        List.of(
            "I am over eighteen years of age and have personal knowledge of what I state here. My"
                + " name, position and qualifications are given below.",
            "The records described under Items were acquired and compared by the electronic process"
                + " described under Method, which to my knowledge produces an accurate result"
                + " (Rule 902(13)).",
            "The data were copied from the sources named under Items and authenticated by a process"
                + " of digital identification: the SHA-256 of each evidence file and the root of"
                + " each snapshot were recorded at acquisition and compared again before this"
                + " report was issued, with the results under Integrity (Rule 902(14)).",
            "What was not examined is stated under Limits.",
            "I declare under penalty of perjury under the laws of the United States of America that"
                + " the foregoing is true and correct (28 U.S.C. § 1746)."));
    words(
        json.putArray("fields"),
        List.of(
            "Name",
            "Position and organisation",
            "Qualifications",
            "Checks that I repeated myself",
            "SHA-256 of report.json that I compared",
            "Place and date",
            "Signature"));
    return json;
  }
}
