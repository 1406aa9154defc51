package org.transformerbench.examples.cluster;

import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.Function;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;

/** A function of an executor that tells its facts as JSON. It lasts for a moment, so that each executor gets one of several at once. */
final class ExecutorProbe implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;
    private static final int MILLIS = 200;

    @Override
    public String call(Integer number) throws InterruptedException {
        Registry registry = Registry.discover(Thread.currentThread().getContextClassLoader());
        String facts =
                new Configs().write(ExecutorFacts.of(MakeRun.host(), registry)).toString();
        TimeUnit.MILLISECONDS.sleep(MILLIS);
        return facts;
    }
}
