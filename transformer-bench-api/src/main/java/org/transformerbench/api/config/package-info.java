/** Configurations: records that validate themselves, read from JSON or from single values, written to JSON. */
package org.transformerbench.api.config;
