/** Models at work after training: whole answers, text, how fast both are written, and what of it enters the results. */
package org.transformerbench.api.inference;
