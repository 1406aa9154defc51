/**
 * Numbered examples, from first use to plug-ins of one's own. Each is one short file with a {@code main} that takes a few
 * seconds; nothing of it is registered for discovery, so that the program does not list it. To run one, after
 * {@code mvn package}:
 *
 * <pre class="shell">{@code
 * java --add-modules jdk.incubator.vector -cp transformer-bench-examples/target/transformer-bench.jar \
 *     org.transformerbench.examples.tour.Example1FirstComparison
 * }</pre>
 *
 * <h2>1. First comparison</h2>
 * {@link org.transformerbench.examples.tour.Example1FirstComparison}: describe an
 * {@link org.transformerbench.api.experiment.Experiment}, hand it to an
 * {@link org.transformerbench.api.experiment.ExperimentRunner}, read the results. The budget is a number of steps, so that
 * the result is the same on every machine.
 *
 * <h2>2. Custom model</h2>
 * {@link org.transformerbench.examples.tour.Example2CustomModel}: a {@link org.transformerbench.api.Model} is an id, a record
 * with its configuration, and one method that defines a SameDiff graph. Parameters come from the
 * {@link org.transformerbench.api.GraphScope}, so that they are seeded, named, trained and saved.
 *
 * <h2>3. Custom task</h2>
 * {@link org.transformerbench.examples.tour.Example3CustomTask}: a {@link org.transformerbench.api.Task} makes a
 * {@link org.transformerbench.api.Dataset} from its configuration and the seed alone: three parts that have no example in
 * common, and reference lines that say what can be had without learning.
 *
 * <h2>4. Custom trainer</h2>
 * {@link org.transformerbench.examples.tour.Example4CustomTrainer}: a {@link org.transformerbench.api.Trainer} opens a
 * {@link org.transformerbench.api.TrainingSession}; this one takes gradients from another trainer's session and makes plain
 * gradient descent of them. Batches, budgets and evaluation are not its business.
 *
 * <h2>5. Custom listener</h2>
 * {@link org.transformerbench.examples.tour.Example5CustomListener}: a
 * {@link org.transformerbench.api.training.TrainingListener} hears of steps and evaluations, and may end a run. One that
 * remembers something makes a new listener for each run.
 *
 * <h2>6. Unit test</h2>
 * {@code Example6UnitTest}, among the tests of this module: the assertions of {@code org.transformerbench.testkit} about a
 * custom model on a custom task.
 *
 * <h2>7. Loading PyTorch weights</h2>
 * {@link org.transformerbench.examples.tour.Example7PyTorchWeights}: a safetensors file whose names are those of the original
 * implementation becomes the parameters of a model, which then computes PyTorch's logits.
 *
 * <h2>8. Reading results</h2>
 * {@link org.transformerbench.examples.tour.Example8ReadingResults}: a
 * {@link org.transformerbench.api.result.ResultsFile} as the program leaves it,
 * {@linkplain org.transformerbench.api.statistics.Comparison compared}: the best learning rate of each model, means with
 * their intervals over seeds, time to a target, and a verdict where the intervals allow one.
 *
 * <h2>9. HTTP server</h2>
 * {@link org.transformerbench.examples.tour.Example9HttpServer}: a {@link org.transformerbench.models.predict.Predictor} behind
 * {@code GET /predict?input=}, on the JDK's own server.
 */
package org.transformerbench.examples.tour;
