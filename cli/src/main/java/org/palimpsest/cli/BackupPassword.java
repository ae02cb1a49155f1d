package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.WrongPasswordException;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.source.BackupSource;
import org.palimpsest.source.Source;
import picocli.CommandLine.Option;

/**
 * The password of an encrypted backup: from a file, from what a command prints, or typed. It is
 * held in arrays that are wiped once the keys were derived, and is never part of a text.
 */
final class BackupPassword {

  private static final int MAX_LENGTH = 4096;
  private static final int LONGEST_LETTER = 4;

  @Option(
      names = "--password-file",
      paramLabel = "F",
      description = "a file whose first line opens an encrypted backup")
  @Nullable Path file;

  @Option(
      names = "--password-command",
      paramLabel = "COMMAND",
      description = "a command that prints the password of an encrypted backup")
  @Nullable String command;

  /** Takes what the configuration says of a source, unless an option says it. */
  void settle(Settings settings, SourceSetting source) {
    if (file == null && command == null) {
      file = source.passwordFile().map(settings::place).orElse(null);
      command = source.passwordCommand().orElse(null);
    }
  }

  /** Opens the source's keys where it is an encrypted backup; nothing of the phone is read. */
  void unlock(Verb verb, Source source) throws Failure, IOException, InterruptedException {
    if (source.backup().isEmpty() || !source.backup().get().isLocked()) {
      return;
    }
    BackupSource backup = source.backup().get();
    byte[] password = password(verb);
    try {
      verb.terminal().stage("opening the backup");
      backup.unlock(password);
    } catch (WrongPasswordException e) {
      throw new Failure(
          Exit.INCOMPLETE,
          "the password does not open the backup",
          isAscii(password)
              ? "it is the one that was set for backups of this phone, not its passcode"
              : "it is the one that was set for backups of this phone, with the same letters beyond"
                  + " ASCII as typed then");
    } finally {
      Arrays.fill(password, (byte) 0);
      verb.terminal().stageDone();
    }
  }

  private static boolean isAscii(byte[] password) {
    for (byte b : password) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] password(Verb verb) throws Failure, IOException, InterruptedException {
    if (file != null && command != null) {
      throw Failure.usage(
          "the password is to come from a file and from a command",
          "leave out --password-file or --password-command");
    }
    if (file != null) {
      return fromFile(file);
    }
    return command != null ? fromCommand(command) : typed(verb);
  }

  private static byte[] fromFile(Path file) throws Failure {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_LENGTH);
    } catch (IOException e) {
      throw Failure.usage("the password file cannot be read", "check --password-file");
    }
    return firstLine(bytes, "the password file is empty", "write the password into its first line");
  }

  private static byte[] fromCommand(String command)
      throws Failure, IOException, InterruptedException {
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    ProcessBuilder builder =
        windows
            ? new ProcessBuilder("cmd.exe", "/c", command)
            : new ProcessBuilder("/bin/sh", "-c", command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    byte[] bytes;
    try (InputStream in = process.getInputStream()) {
      bytes = in.readNBytes(MAX_LENGTH);
    }
    int status = process.waitFor();
    if (status != 0) {
      Arrays.fill(bytes, (byte) 0);
      throw Failure.usage(
          "the password command ended with status " + status, "check --password-command");
    }
    return firstLine(
        bytes, "the password command printed nothing", "let it print the password as one line");
  }

  /** The first line alone; all else is wiped. */
  private static byte[] firstLine(byte[] bytes, String cause, String remedy) throws Failure {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    byte[] line = Arrays.copyOf(bytes, end);
    Arrays.fill(bytes, (byte) 0);
    if (end == 0) {
      throw Failure.usage(cause, remedy);
    }
    return line;
  }

  private static byte[] typed(Verb verb) throws Failure {
    char[] typed = new Keys(verb.surroundings(), verb.options).ask("password of the backup: ");
    if (typed.length == 0) {
      throw new Failure(
          Exit.INCOMPLETE,
          "the backup is encrypted and no password was given",
          "name a file that holds it with --password-file, or a command with --password-command");
    }
    byte[] room = new byte[typed.length * LONGEST_LETTER];
    ByteBuffer encoded = ByteBuffer.wrap(room);
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed), encoded, true);
    byte[] password = Arrays.copyOf(room, encoded.position());
    Arrays.fill(typed, '\0');
    Arrays.fill(room, (byte) 0);
    return password;
  }
}
