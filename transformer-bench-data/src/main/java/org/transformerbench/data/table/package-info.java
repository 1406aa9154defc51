/**
 * Tasks on a user's own table of examples: {@link org.transformerbench.data.table.LinesTask} (one example per line),
 * {@link org.transformerbench.data.table.PairsTask} (an output for each input) and
 * {@link org.transformerbench.data.table.LabelsTask} (a class for each text). {@link org.transformerbench.data.table.Tasks} makes
 * them of a file or of rows in memory.
 *
 * <p>A text is split into <em>units</em>, characters or words, and each unit is a token. Every example of the three tasks is a
 * sequence of a prompt and an answer, and only the answer counts:
 * <pre class="formula">
 * lines     &lt;start&gt; | e m m a &lt;end&gt;
 * pairs     3 M a y &lt;separator&gt; | 0 5 - 0 3 &lt;end&gt;
 * labels    c i a o &lt;separator&gt; | =italian
 * </pre>
 * With {@link org.transformerbench.api.Targets#EVERY} a sequence is one row, padded on the right, whose targets before the answer
 * and after its end are {@link org.transformerbench.api.Batch#IGNORED}. With {@link org.transformerbench.api.Targets#LAST} each
 * token of an answer is one row, padded on the left, that ends before that token.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.data.table;

import org.apiguardian.api.API;
