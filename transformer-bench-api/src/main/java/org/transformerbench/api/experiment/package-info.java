/**
 * Experiments: models, learning rates and seeds on one task; studies, which are several of them; and the runner that makes their
 * runs, resumes what was interrupted, and makes several runs at once if it is told to. Before the clock of a run starts, the JVM is
 * made to compile what its steps need. {@code Tuner} and {@code ModelSearch} search the values of an experiment's models before its
 * runs, and {@code SeedLoop} adds seeds until the leading models are decided.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.experiment;

import org.apiguardian.api.API;
