/**
 * A study that is watched in a browser on the same machine while it runs: {@link org.transformerbench.examples.watch.StudyWatch} listens to
 * the runs, and {@link org.transformerbench.examples.watch.WatchServer} serves the page that it gives.
 */
package org.transformerbench.examples.watch;
