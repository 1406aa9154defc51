/**
 * Everything that reads what others wrote, fed with files, texts and values that are nearly right: jqwik makes them from a seed,
 * and shortens those that fail. Each input must be read, and then keep what was promised of it, or be refused by the library's
 * own exception, with place and reason. A few thousand inputs are part of the normal tests; the profile {@code fuzz} gives each
 * property 60,000, together 1,200,000, in three minutes on one core: {@code mvn -B -ntp test -Pfuzz}.
 */
package org.transformerbench.examples.fuzz;
