/**
 * What the schedulers of four systems want to be told, as text: launchd, systemd timers, cron and
 * the Windows Task Scheduler. Every path is absolute, and a run that was missed while the machine
 * slept is caught up. Writes and starts nothing.
 */
@NullMarked
package org.palimpsest.cli.schedule;

import org.jspecify.annotations.NullMarked;
