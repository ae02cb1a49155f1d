package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.vault.KeySlots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultKey;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the passphrase of an encrypted vault. */
@Command(
    name = "passphrase",
    mixinStandardHelpOptions = true,
    description = {
      "Gives an encrypted vault a new passphrase. Nothing but keys.json is written again; the recovery"
          + " key stays as it is. A copy of the old keys.json still opens with the old passphrase."
    })
final class PassphraseVerb extends Verb {

  @Option(
      names = "--new-passphrase-file",
      paramLabel = "F",
      description = "a file whose first line is the new passphrase; else it is asked for")
  @Nullable Path newFile;

  @Override
  int run() throws Failure, VaultException, IOException {
    Path folder = Workspace.folder(this);
    if (!Vault.isEncrypted(folder)) {
      Vault.open(folder);
      throw Failure.usage(
          "the vault is not encrypted, so it has no passphrase",
          "make an encrypted one with: palimpsest init --encrypt");
    }
    VaultKey master = new VaultDoor(surroundings(), options).master(folder);
    Workspace workspace = Workspace.of(this, Vault.open(folder, master, surroundings().random()));
    LogKey key = workspace.signer();
    char[] chosen = chosen();
    try (VaultLock held = workspace.lock()) {
      Objects.requireNonNull(held);
      KeySlots.changePassphrase(folder, master, chosen, surroundings().random());
      workspace.append(
          workspace.entry(Action.NOTE).method(List.of("passphrase of the vault changed")), key);
    }
    terminal().line("the passphrase was changed");
    terminal()
        .document(Json.object().put("schema", "palimpsest/passphrase/1").put("changed", true));
    return Exit.OK;
  }

  private char[] chosen() throws Failure, IOException {
    Keys keys = new Keys(surroundings(), options);
    if (newFile != null) {
      return keys.characters(newFile);
    }
    char[] typed = keys.ask("new passphrase of the vault: ");
    if (typed.length == 0) {
      throw Failure.usage(
          "there is no new passphrase", "name a file that holds it with --new-passphrase-file");
    }
    if (!Arrays.equals(typed, keys.ask("once more: "))) {
      throw Failure.usage("the two passphrases differ", "run passphrase again");
    }
    return typed;
  }
}
