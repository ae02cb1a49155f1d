/**
 * What an address book says of a telephone number or an e-mail address: the databases of Contacts
 * on a Mac and on a phone, and which name goes with which handle.
 *
 * <p>Names are a help for the reader's eye and no evidence of who wrote: they are read from files
 * beside the store, and nothing that is sealed, compared or judged knows them. No class here shows
 * a name, a number or an address in {@code toString}.
 */
@NullMarked
package org.palimpsest.contacts;

import org.jspecify.annotations.NullMarked;
