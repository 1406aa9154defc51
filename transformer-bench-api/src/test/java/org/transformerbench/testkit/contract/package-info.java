/** What each plug-in promises, as JUnit classes to extend: name your model, task or trainer, and get the tests. */
package org.transformerbench.testkit.contract;
