/**
 * Experiments: models, learning rates and seeds on one task; studies, which are several of them; and the runner that makes their
 * runs, resumes what was interrupted, and makes several runs at once if it is told to. A {@code RunExecutor} makes them, in this
 * process or elsewhere. Before the clock of a run starts, the JVM is made to compile what its steps need. {@code Tuner} and {@code
 * ModelSearch} search the values of an experiment's models before its runs, and {@code SeedLoop} adds seeds until the leading models
 * are decided. {@link org.transformerbench.api.experiment.Shard} is a part of the runs, for one of several machines.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.experiment;

import org.apiguardian.api.API;
