/** Results as a table in the terminal and as files in a folder. */
package org.transformerbench.examples.report;
