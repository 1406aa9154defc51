/**
 * Internal: may change in any release. Ask the registry for the trainer {@code compiled}.
 *
 * <p>The compiled trainer: it reads a model's SameDiff graph once, lowers it to a short list of steps that each know forward
 * and backward, and runs these over slices of the batch that fit into the processor's cache.
 *
 * <p>Reading order: {@link org.transformerbench.models.engine.ProgramCache} (a graph is compiled once for all sessions),
 * {@link org.transformerbench.models.engine.GraphView} (capture), {@link org.transformerbench.models.engine.Shapes},
 * {@link org.transformerbench.models.engine.Matcher} and {@link org.transformerbench.models.engine.Lowering} (which nodes
 * become which steps), {@link org.transformerbench.models.engine.Segment} and
 * {@link org.transformerbench.models.engine.NativeStep} (what has no kernel, and how a program is cut around it; a
 * session's {@link org.transformerbench.models.engine.NativePart} computes it),
 * {@link org.transformerbench.models.engine.Step} and its implementations, {@link org.transformerbench.models.engine.Engine}
 * (slices, groups, threads), {@link org.transformerbench.models.engine.CompiledSession} (steps and inference). Decoding with
 * kept keys and values has a lowering and an engine of its own, {@link org.transformerbench.models.engine.DecodeLowering} and
 * {@link org.transformerbench.models.engine.DecodeEngine}.
 *
 * <p>Invariants: a batch is cut into a number of groups that does not depend on the number of threads; a group's slices run
 * in order on one thread into the group's own gradients, and groups are added up in order, so that results do not depend on
 * the number of threads. No step knows a model, and none holds values or seeds: programs are shared by sessions. Each pass
 * looks at each node of a graph a few times, and none recurses over the graph.
 *
 * <p>{@link org.transformerbench.models.engine.Compilation} chooses: steps where they know every operation; else the compiler of
 * {@link org.transformerbench.models.compiler}, whose programs {@link org.transformerbench.models.engine.SliceBatchEngine} runs;
 * else steps, with ND4J for the rest. The compiler is to replace the steps.
 *
 * <p>Operations without kernel run through ND4J over the whole batch, since they might mix its examples; the program is cut
 * into segments there. Only what crosses a cut is kept for the whole batch: a segment's forward pass is computed again before
 * its backward pass. A graph that cannot be cut so (random numbers of its own, control flow, a part without gradient, results
 * that do not grow with the batch) is left to the reference trainer as a whole.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.engine;

import org.apiguardian.api.API;
