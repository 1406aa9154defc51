/**
 * Internal: may change in any release. Ask the registry for the trainer {@code samediff}.
 *
 * <p>The reference trainer: gradients by SameDiff's own automatic differentiation on any ND4J backend. The numbers of
 * every other trainer are tested against it. Reading order: {@link org.transformerbench.models.samediff.SameDiffTrainer}, {@link
 * org.transformerbench.models.samediff.SameDiffSession}, {@link org.transformerbench.models.samediff.LossGraph}.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.samediff;

import org.apiguardian.api.API;
