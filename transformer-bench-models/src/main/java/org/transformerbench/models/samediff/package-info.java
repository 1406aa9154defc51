/**
 * Internal: may change in any release. Ask the registry for the trainer {@code samediff}.
 *
 * <p>The reference trainer: gradients by SameDiff's own automatic differentiation on any ND4J backend. It is the measure of
 * every other trainer's numbers, not of its speed.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.samediff;

import org.apiguardian.api.API;
