/** Finds models, tasks and trainers, survives those that cannot be loaded, and answers what is installed. */
package org.transformerbench.api.registry;
