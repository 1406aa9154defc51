/** What a run shows while it trains. */
package org.transformerbench.examples.progress;
