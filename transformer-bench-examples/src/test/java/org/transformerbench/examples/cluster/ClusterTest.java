package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.config.ConfigException;

class ClusterTest {
    @TempDir
    private Path folder;

    @Test
    void a_class_path_without_spark_is_no_cluster() {
        assertThatThrownBy(() -> new Cluster(ClassLoader.getPlatformClassLoader()).check())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "--cluster: there is no Apache Spark on the class path; start the program with spark-submit:"
                                + " spark-submit --master URL transformer-bench.jar compare ... --cluster");
    }

    @Test
    void a_process_without_a_master_was_not_submitted() {
        assertThatThrownBy(() -> Cluster.ofThisProcess().check())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--cluster: spark.master is not set; start the program with spark-submit");
    }

    @Test
    void a_folder_of_classes_cannot_be_shipped() {
        assertThatThrownBy(() -> Cluster.requireJars(List.of(Path.of("some.jar"), folder)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--plugins: " + folder + " is a folder; --cluster ships jars only, so pack it into one");
        assertThatCode(() -> Cluster.requireJars(List.of(Path.of("some.jar")))).doesNotThrowAnyException();
    }
}
