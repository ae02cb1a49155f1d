/**
 * What is said of a run to whoever is not at the terminal: metrics, JUnit XML, SARIF, an overview
 * page, a ping. None of it holds message text, handles or file names; a device is named by the
 * label that its owner gave it. Makes bytes; {@code Ping} alone opens a connection.
 */
@NullMarked
package org.palimpsest.cli.alert;

import org.jspecify.annotations.NullMarked;
