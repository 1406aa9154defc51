/**
 * Results as a table in the terminal and as files in a folder. A report is first a
 * {@link org.transformerbench.examples.report.Document}, put together from sections that each present one
 * {@link org.transformerbench.examples.report.ScopeView}; one writer renders it as HTML and another as Markdown.
 * {@link org.transformerbench.examples.report.Conclusion} is its end in the terminal. All statistics are those of
 * {@link org.transformerbench.api.statistics}; {@link org.transformerbench.examples.report.ComparisonNotes} hold what verdicts must know
 * beside the results. {@code TuningPart} shows the search for values of a whole study, from its trials.
 */
package org.transformerbench.examples.report;
