package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.json.Json;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;

/** Says whether this machine is ready, line by line, each with its one next step. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Says whether this machine can read its sources, what is on and what is off, and the one"
            + " next step.")
final class DoctorVerb extends Verb {

  @Override
  boolean needsConfiguration() {
    return false;
  }

  @Override
  int run() throws Failure, IOException, InterruptedException {
    Diagnosis diagnosis = new Diagnosis();
    diagnosis.ok(
        "program",
        Build.NAME
            + " "
            + Build.version()
            + " on Java "
            + System.getProperty("java.version")
            + ", "
            + System.getProperty("os.name"));
    configuration(diagnosis);
    new SourceExamination(this, diagnosis).run();
    vault(diagnosis);
    new KeyExamination(surroundings(), diagnosis).run();
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/doctor/1");
    ArrayNode list = json.putArray("lines");
    for (Diagnosis.Line line : diagnosis.lines()) {
      String word = line.state().word();
      t.line(String.format(Locale.ENGLISH, "%-8s %-9s %s", word, line.subject(), line.what()));
      if (!line.nextStep().isEmpty()) {
        t.line("                   next: " + line.nextStep());
      }
      ObjectNode node = list.addObject();
      node.put("subject", line.subject());
      node.put("state", word);
      node.put("what", line.what());
      node.put("nextStep", line.nextStep());
    }
    t.document(json);
    return diagnosis.hasProblem() ? Exit.INCOMPLETE : Exit.OK;
  }

  private void configuration(Diagnosis diagnosis) throws IOException {
    try {
      Configured.require(this);
      boolean there = Files.exists(Configured.file(this));
      if (there) {
        int sources = settings().sources().size();
        diagnosis.ok(
            "config", Plain.count(sources, "source") + " configured in " + Configured.file(this));
      }
      for (SourceSetting source : settings().sources()) {
        if (source.passwordFile().isPresent()) {
          password(diagnosis, source.device(), settings().place(source.passwordFile().get()));
        }
      }
    } catch (Failure e) {
      diagnosis.problem("config", e.causeInWords(), e.hint());
    }
  }

  /** Found missing at night, it would cost a snapshot. */
  private static void password(Diagnosis diagnosis, String device, Path file) throws IOException {
    if (!Files.isReadable(file)) {
      diagnosis.problem(
          "password",
          "the password file of " + device + " cannot be read",
          "put it there, or change password-file in the configuration");
    } else if (KeyExamination.isOpenToOthers(file)) {
      diagnosis.warning(
          "password",
          "other accounts may read the password file of " + device,
          "take their rights away: chmod 600 " + file);
    } else {
      diagnosis.ok("password", "the password file of " + device + " is there, for you alone");
    }
  }

  private void vault(Diagnosis diagnosis) throws IOException, InterruptedException {
    try {
      new VaultExamination(this, Workspace.open(this), diagnosis).run();
    } catch (VaultException e) {
      boolean absent = e.reason() == VaultException.Reason.ABSENT;
      if (absent) {
        diagnosis.warning(
            "vault", "there is none at " + Workspace.folder(this), "make one: palimpsest init");
        space(diagnosis);
      } else {
        diagnosis.problem("vault", e.getMessage(), "see what is damaged: palimpsest verify");
      }
    }
  }

  /** Of the disk on which a vault would be made. */
  private void space(Diagnosis diagnosis) throws IOException {
    Path place = Workspace.folder(this).toAbsolutePath();
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    long free = Files.getFileStore(place).getUsableSpace();
    diagnosis.ok("space", Plain.bytes(free) + " free where the vault would lie");
  }
}
