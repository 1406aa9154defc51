/** What the reader of a sample has written: types that samples in documentation name and do not show. */
package org.transformerbench.examples.samples.context;
