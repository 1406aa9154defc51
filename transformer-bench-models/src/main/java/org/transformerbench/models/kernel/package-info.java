/**
 * Internal: may change in any release.
 *
 * <p>The arithmetic under the compiled trainer, in two sets, {@code plain} and {@code vector}, of which {@link
 * org.transformerbench.models.kernel.KernelChoice} chooses one. A set is a record, {@link org.transformerbench.models.kernel.Kernels}, of
 * families: products, attention, norms, activations, element-wise kernels and losses on rows, and, in {@link
 * org.transformerbench.models.kernel.InterleavedKernels}, products, norms, reductions and element-wise kernels on interleaved
 * micro-batches. A family is an interface that documents each kernel, and has one class in each set that implements it.
 *
 * <p>Invariants: matrices are row-major float arrays whose row length, the <em>stride</em>, is a multiple of
 * {@link org.transformerbench.models.kernel.Kernels#LANES}; the columns beyond the true width hold zero before and after
 * each call, which is why no kernel needs a mask. Every backward kernel adds to parameter gradients and to the gradients
 * of its inputs, never overwrites them, unless its comment says so. Kernels keep no state but buffers {@linkplain
 * org.transformerbench.models.kernel.PerThread of each thread}, so that threads can share one. Where the processor fuses products and
 * sums, both sets of kernels on rows give the same finite numbers, bit by bit: products add one inner index after the other to what they
 * begin with, and sums over a row follow the lanes of a vector, see {@link org.transformerbench.models.kernel.Arithmetic}. So a run's
 * numbers depend neither on the set nor on how a batch is cut.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.kernel;

import org.apiguardian.api.API;
