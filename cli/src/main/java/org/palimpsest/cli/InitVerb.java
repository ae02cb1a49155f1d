package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.json.Json;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.KeySecret;
import org.palimpsest.vault.KeySlots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a vault and, where there are none, its keys. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Makes a vault and its keys; prints the fingerprint to write down.")
final class InitVerb extends Verb {

  private static final Duration VALIDITY = Duration.ofDays(3650);

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description =
          "where to make it, remembered in a new configuration file if there is none yet (else as"
              + " --vault says)")
  @Nullable Path place;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "whose key it is, as reports show it (default: the account's name)")
  @Nullable String name;

  @Option(
      names = "--encrypt",
      description = "encrypt everything in the vault; its recovery key is shown once")
  boolean encrypt;

  /** A passphrase that was typed for the keys opens the vault too. */
  private char @Nullable [] chosen;

  @Override
  int run() throws Failure, VaultException, IOException {
    if (place != null && options.vault != null) {
      throw Failure.usage("DIR and --vault say the same thing", "leave one of them out");
    }
    if (place != null) {
      // From here on as if --vault had said it.
      options.vault = place.toAbsolutePath().normalize();
      settle();
    }
    // Where the library that compresses cannot be loaded, nothing must be left half made.
    Vault.prepare();
    Path folder = Workspace.folder(this);
    byte[] id = new byte[16];
    surroundings().random().nextBytes(id);
    String vaultId = HexFormat.of().formatHex(id);
    refuseOccupied(folder);
    Path above = folder.toAbsolutePath().normalize().getParent();
    if (above != null) {
      Outside.require(above, surroundings().keys());
    }
    Keys keys = new Keys(surroundings(), options);
    boolean made = !keys.exist();
    KeyRing ring = made ? make(keys) : keys.open();
    byte[] saltKey = new byte[32];
    surroundings().random().nextBytes(saltKey);
    VaultKey recovery = encrypt ? VaultKey.generate(surroundings().random()) : null;
    Vault vault =
        recovery == null
            ? Vault.create(folder, vaultId, saltKey, surroundings().clock().instant())
            : new VaultDoor(surroundings(), options)
                .make(folder, vaultId, saltKey, chosen, recovery, terminal());
    CustodyLog.create(vault.custody(), OwnLog.origin(vaultId), ring.logKey(), vault.lineSeal());
    Workspace workspace = Workspace.of(this, vault);
    List<Entry.Item> items = new ArrayList<>();
    items.add(LoggedFile.item(vault, VaultVerification.DESCRIPTION, "description"));
    items.add(LoggedFile.item(vault, VaultVerification.README, "readme"));
    if (recovery != null) {
      items.add(LoggedFile.item(vault, KeySlots.FILE, VaultVerification.KEYS));
    }
    items.add(Workspace.item(ring.sealingKey().certificate(), KeyHistory.Role.INTRODUCED));
    workspace.append(
        workspace.entry(Action.INIT).purpose("vault made").objects(items), ring.logKey());
    if (place != null) {
      remember(folder);
    }
    tell(folder, vaultId, ring, made, recovery);
    return Exit.OK;
  }

  /** So that the next verb finds the vault; a file that is there is the user's own. */
  private void remember(Path folder) throws IOException {
    Path file = Configured.file(this);
    String path = folder.toString();
    if (Files.exists(file)) {
      terminal().note("to use it by default, write into the configuration: vault = '" + path + "'");
      return;
    }
    Files.createDirectories(java.util.Objects.requireNonNull(file.toAbsolutePath().getParent()));
    String literal = path.contains("'") ? '"' + path.replace("\\", "\\\\") + '"' : "'" + path + "'";
    Files.writeString(
        file,
        "# Made by palimpsest init. All settings: palimpsest config show\nvault = "
            + literal
            + "\n");
    terminal().note("the vault is named in the new configuration file");
  }

  private static void refuseOccupied(Path folder) throws VaultException, IOException {
    if (Files.exists(folder.resolve("vault.json"))) {
      throw new VaultException(VaultException.Reason.OCCUPIED, "there is a vault already");
    }
    if (Files.exists(folder)) {
      try (var entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new VaultException(VaultException.Reason.OCCUPIED, "the folder is not empty");
        }
      }
    }
  }

  private KeyRing make(Keys keys) throws Failure, IOException {
    KeySecret secret = keys.given();
    if (secret == null) {
      char[] typed = keys.ask("choose a passphrase for the keys (empty for a key file): ");
      if (typed.length > 0) {
        char[] again = keys.ask("once more: ");
        if (!Arrays.equals(typed, again)) {
          throw Failure.usage("the two passphrases differ", "run init again");
        }
        secret = KeySecret.passphrase(typed);
        chosen = typed;
      }
    }
    boolean keyFile = secret == null;
    KeySecret used = secret == null ? KeySecret.generate(surroundings().random()) : secret;
    String owner = name != null ? name : System.getProperty("user.name", "unnamed");
    KeyRing ring =
        KeyRing.create(
            surroundings().keys(),
            owner,
            "palimpsest.local/key",
            used,
            surroundings().clock().instant(),
            VALIDITY,
            surroundings().random());
    if (keyFile) {
      terminal()
          .note("no passphrase was given, so the keys open with a file that only you can read");
    }
    return ring;
  }

  private void tell(
      Path folder, String vaultId, KeyRing ring, boolean made, @Nullable VaultKey recovery) {
    Fingerprint seal = Fingerprint.of(ring.sealingKey().certificate());
    Terminal t = terminal();
    t.line("vault made: " + folder);
    t.line(made ? "keys made:  " + surroundings().keys() : "keys used:  " + surroundings().keys());
    t.line();
    t.line(
        "Write this fingerprint down and keep it away from this machine. Whoever checks a report");
    t.line("of yours compares it with the one the report shows.");
    t.line();
    t.line("  " + seal.words());
    t.line("  " + seal.hex());
    t.line();
    if (recovery == null) {
      t.line(
          "The vault is not encrypted: whoever can read its folder can read the messages in it.");
    } else {
      t.line(
          "The vault is encrypted. This is its recovery key, which is not shown again. It opens");
      t.line(
          "the vault when the passphrase is lost; without both nobody can. Write it down, and keep");
      t.line("it away from this machine and from the vault.");
      t.line();
      t.line("  " + recovery.text());
      t.line();
    }
    t.line("next: palimpsest snapshot --device mac");
    ObjectNode json = Json.object();
    json.put("encryption", recovery == null ? "none" : "aes-256-gcm");
    json.put("fingerprint", seal.hex());
    json.put("fingerprintWords", seal.words());
    json.put("keysMade", made);
    if (recovery != null) {
      json.put("recoveryKey", recovery.text());
    }
    json.put("schema", "palimpsest/init/1");
    json.put("vault", folder.toString());
    json.put("vaultId", vaultId);
    t.document(json);
  }
}
