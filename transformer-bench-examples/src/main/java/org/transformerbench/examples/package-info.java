/** The command line program; its parts are in the packages below. */
package org.transformerbench.examples;
