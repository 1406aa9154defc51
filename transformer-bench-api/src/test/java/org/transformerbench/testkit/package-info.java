/** For the tests of those who use this library: assertions about results. The contracts of plug-ins are one package below. */
package org.transformerbench.testkit;
