package org.palimpsest.report;

import java.io.IOException;

/** A folder may not be written to, since it holds something else than an earlier report. */
public final class FolderRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  FolderRefusedException(String message) {
    super(message);
  }
}
