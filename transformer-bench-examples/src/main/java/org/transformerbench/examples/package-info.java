/** The entry point of the command line program; its commands are in {@link org.transformerbench.examples.cli}. */
package org.transformerbench.examples;
