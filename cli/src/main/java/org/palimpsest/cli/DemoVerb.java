package org.palimpsest.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** Tells the whole story on forged data. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "x")
final class DemoVerb extends Verb {
  @Override
  int run() throws IOException {
    return 0;
  }
}
