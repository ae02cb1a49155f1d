@NullMarked
package org.palimpsest.testdata;

import org.jspecify.annotations.NullMarked;
