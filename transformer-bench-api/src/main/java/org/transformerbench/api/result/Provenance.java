package org.transformerbench.api.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The origin of a result: data, code, versions and machine. Speed and the last digits depend on it.
 *
 * @param version version of this library, or "development" outside of a jar
 * @param java version and vendor of the Java runtime
 * @param javaVm name and version of the virtual machine
 * @param operatingSystem name, version and architecture
 * @param processor the processor's name as far as the system tells it
 * @param processors how many processors the JVM may use
 * @param backend what executed the graph
 * @param threads how many threads it computed with
 * @param parallelRuns how many runs shared the machine; above 1, each is slower than it is alone
 * @param started when the run began, UTC; of one that was interrupted, when it was taken up again
 * @param study the title of the study that it was made for; empty if that has none
 * @param resumedAtStep the steps that earlier processes had made, up to the checkpoint from which this one resumed the run, and whose
 *     times are part of the run's; empty if there were none
 * @param fingerprints checksums of data and code, and the library's version; empty if none were noted
 * @param cluster the task of a cluster that made the run; empty for a run of the process that was started
 */
public record Provenance(
        String version,
        String java,
        String javaVm,
        String operatingSystem,
        String processor,
        int processors,
        String backend,
        int threads,
        int parallelRuns,
        Instant started,
        Optional<String> study,
        OptionalLong resumedAtStep,
        Optional<Fingerprints> fingerprints,
        Optional<ClusterTask> cluster) {

    /**
     * Creates the provenance of a run that no cluster has made.
     *
     * @param version as for {@link #version()}
     * @param java as for {@link #java()}
     * @param javaVm as for {@link #javaVm()}
     * @param operatingSystem as for {@link #operatingSystem()}
     * @param processor as for {@link #processor()}
     * @param processors as for {@link #processors()}
     * @param backend as for {@link #backend()}
     * @param threads as for {@link #threads()}
     * @param parallelRuns as for {@link #parallelRuns()}
     * @param started as for {@link #started()}
     * @param study as for {@link #study()}
     * @param resumedAtStep as for {@link #resumedAtStep()}
     * @param fingerprints as for {@link #fingerprints()}
     */
    public Provenance(
            String version,
            String java,
            String javaVm,
            String operatingSystem,
            String processor,
            int processors,
            String backend,
            int threads,
            int parallelRuns,
            Instant started,
            Optional<String> study,
            OptionalLong resumedAtStep,
            Optional<Fingerprints> fingerprints) {
        this(
                version,
                java,
                javaVm,
                operatingSystem,
                processor,
                processors,
                backend,
                threads,
                parallelRuns,
                started,
                study,
                resumedAtStep,
                fingerprints,
                Optional.empty());
    }

    /**
     * Captures the provenance of a run that has this machine for itself.
     *
     * @param backend what executes the graph
     * @param threads how many threads it computes with
     * @param started when the run began
     * @return the provenance
     */
    public static Provenance capture(String backend, int threads, Instant started) {
        return capture(backend, threads, 1, started);
    }

    /**
     * Captures the provenance of a run in this JVM and on this machine.
     *
     * @param backend what executes the graph
     * @param threads how many threads it computes with
     * @param parallelRuns how many runs share the machine
     * @param started when the run began
     * @return the provenance
     */
    public static Provenance capture(String backend, int threads, int parallelRuns, Instant started) {
        return new Provenance(
                libraryVersion(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                backend,
                threads,
                parallelRuns,
                started,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Returns the version of this library.
     *
     * @return as its jar says, or "development" outside of a jar
     */
    public static String libraryVersion() {
        return Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /**
     * Names the study that the result was made for.
     *
     * @param title empty for none
     * @return a changed copy
     */
    public Provenance withStudy(Optional<String> title) {
        return with(title, resumedAtStep, fingerprints, cluster);
    }

    /**
     * Notes that the run was resumed from a checkpoint of its own.
     *
     * @param step how many steps were made before
     * @return a changed copy
     */
    public Provenance withResumedAtStep(long step) {
        return with(study, OptionalLong.of(step), fingerprints, cluster);
    }

    /**
     * Notes the checksums of data and code.
     *
     * @param checksums of both
     * @return a changed copy
     */
    public Provenance withFingerprints(Fingerprints checksums) {
        return with(study, resumedAtStep, Optional.of(checksums), cluster);
    }

    /**
     * Notes the task of a cluster that made the run.
     *
     * @param task its host and attempt
     * @return a changed copy
     */
    public Provenance withCluster(ClusterTask task) {
        return with(study, resumedAtStep, fingerprints, Optional.of(task));
    }

    private Provenance with(
            Optional<String> title, OptionalLong step, Optional<Fingerprints> checksums, Optional<ClusterTask> task) {
        return new Provenance(
                version,
                java,
                javaVm,
                operatingSystem,
                processor,
                processors,
                backend,
                threads,
                parallelRuns,
                started,
                title,
                step,
                checksums,
                task);
    }

    private static String processorName() {
        Path cpuInfo = Path.of("/proc/cpuinfo");
        if (Files.isReadable(cpuInfo)) {
            try (Stream<String> lines = Files.lines(cpuInfo, StandardCharsets.UTF_8)) {
                Optional<String> name = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst();
                if (name.isPresent()) {
                    return name.get();
                }
            } catch (IOException e) {
                return "unknown (" + e.getMessage() + ")";
            }
        }
        return Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")).orElse(System.getProperty("os.arch"));
    }
}
