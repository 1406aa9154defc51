/**
 * Models as users write them: plain SameDiff, without this library's blocks. Each is a test of the compiler and a benchmark of
 * it.
 */
package org.transformerbench.models.custom;
