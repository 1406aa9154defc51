/**
 * Internal: may change in any release.
 *
 * <p>What the two back ends share: {@link org.transformerbench.models.compiler.batch.BatchEngine} runs a program over batches, {@link
 * org.transformerbench.models.compiler.batch.FlatParameters} holds all parameters in one vector, {@link
 * org.transformerbench.models.compiler.batch.Workers} and {@link org.transformerbench.models.compiler.batch.ParameterWork} spread work
 * over threads, and {@link org.transformerbench.models.compiler.batch.ProgramLine} describes a program.
 *
 * <p>Invariant: how work is divided depends on the work alone, never on the number of threads.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.batch;

import org.apiguardian.api.API;
