/**
 * Internal: may change in any release.
 *
 * <p>Code that the two back ends share: a {@link org.transformerbench.models.compiler.batch.BatchEngine} runs a program over
 * batches, {@link org.transformerbench.models.compiler.batch.FlatParameters} hold all parameters in one vector, {@link
 * org.transformerbench.models.compiler.batch.Workers} and {@link org.transformerbench.models.compiler.batch.ParameterWork} spread
 * work over threads, and a {@link org.transformerbench.models.compiler.batch.ProgramLine} describes an operation of a program.
 *
 * <p>Invariant: how work is divided depends on the work alone, never on the number of threads.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.batch;

import org.apiguardian.api.API;
