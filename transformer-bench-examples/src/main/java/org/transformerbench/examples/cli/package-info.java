/** Commands and their options: what the user typed becomes an experiment, and what went wrong becomes one message. */
package org.transformerbench.examples.cli;
