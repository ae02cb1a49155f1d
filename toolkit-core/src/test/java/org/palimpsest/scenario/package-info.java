/**
 * Whole journeys from a forged store to findings, held against what the forger knows to be true.
 */
package org.palimpsest.scenario;
