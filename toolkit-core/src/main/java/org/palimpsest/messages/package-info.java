/**
 * What a Messages store says, as records: threads, messages, attachments, tombstones and the rows
 * of all other tables, the same whatever generation of the schema they were read from.
 *
 * <p>Tables and columns are probed, never assumed. What a record's {@code content} does not take up
 * stands raw in its {@code state}, so nothing is lost; what could not be understood is counted in
 * {@link org.palimpsest.messages.StoreFacts}. No class here shows message text, handles or file
 * names in {@code toString}.
 */
@NullMarked
package org.palimpsest.messages;

import org.jspecify.annotations.NullMarked;
