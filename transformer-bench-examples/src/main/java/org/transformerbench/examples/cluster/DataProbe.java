package org.transformerbench.examples.cluster;

import org.apache.spark.api.java.function.Function;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;

/**
 * A function of an executor that loads data which is not shipped, because the task brings it along or downloads it. It returns the name of
 * the machine, and throws if the data cannot be had or is other data.
 */
final class DataProbe implements Function<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(String json) {
        RunSpec spec = RunSpec.fromJson(json);
        Registry registry = Registry.discover(Thread.currentThread().getContextClassLoader());
        requireSame(registry.task(spec.task()), spec);
        return MakeRun.host();
    }

    private static <T extends Record> void requireSame(Task<T> task, RunSpec spec) {
        T config = new Configs().read(spec.completeTaskConfig(), task.configType());
        Require.that(
                task.load(config, new SeedStreams(spec.seed())).dataChecksum().equals(spec.dataChecksum()),
                "data of the task",
                task.id(),
                "must be that of the driver");
    }
}
