/**
 * Results as a table in the terminal and as files in a folder. A report is first a
 * {@link org.transformerbench.examples.report.Document}, put together from parts that each look at one
 * {@link org.transformerbench.examples.report.ScopeView}; one writer makes HTML of it and another Markdown. All statistics are
 * those of the library.
 */
package org.transformerbench.examples.report;
