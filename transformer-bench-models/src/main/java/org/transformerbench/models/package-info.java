/**
 * The four models, each as its paper or repository has it; what they share is in
 * {@link org.transformerbench.models.block}, the graph machinery in {@link org.transformerbench.models.graph}.
 */
package org.transformerbench.models;
