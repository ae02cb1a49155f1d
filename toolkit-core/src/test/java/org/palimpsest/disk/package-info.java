/** A disk in memory that fails on demand, to see what a vault is like afterwards. */
package org.palimpsest.disk;
