/**
 * The contracts of plug-ins as JUnit classes to extend: name your model, task or trainer, and get the tests. Needs JUnit
 * Jupiter in test scope, and for models and trainers an ND4J backend.
 *
 * @see org.transformerbench.testkit.contract.ModelContract
 * @see org.transformerbench.testkit.contract.TaskContract
 * @see org.transformerbench.testkit.contract.TrainerContract
 */
@API(status = API.Status.STABLE)
package org.transformerbench.testkit.contract;

import org.apiguardian.api.API;
