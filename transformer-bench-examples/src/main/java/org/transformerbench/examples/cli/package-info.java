/** The commands and their options, which turn arguments into an experiment, and an error into one message. */
package org.transformerbench.examples.cli;
