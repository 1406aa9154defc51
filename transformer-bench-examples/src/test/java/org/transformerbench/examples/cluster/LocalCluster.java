package org.transformerbench.examples.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone cluster of Spark on this machine: a master and workers with one core each, in processes of their own, made of the jars on
 * the class path of the tests. It listens to nobody else, and ends with the test.
 */
final class LocalCluster implements AutoCloseable {
    private static final String HERE = "127.0.0.1";
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final String MEMORY = "700m";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern ALIVE = Pattern.compile("\"aliveworkers\" : (\\d+)");

    /** Jars that a cluster does not have: those of this library, of what its own jar carries beside Spark's, and of the tests. */
    private static final Pattern OURS = Pattern.compile("transformer-bench|/org/nd4j/|/org/bytedeco/|/slf4j-simple"
            + "|/commons-(statistics|numbers|rng)|/fastcsv|/liblinear|/picocli|/progressbar|/jline|/xchart|/batik|/jmustache"
            + "|/snakeyaml|/jackson-data(format|type)|/jmh-|/junit-|/jqwik|/assertj|/onnxruntime");

    private final Path folder;
    private final int port;
    private final int webPort;
    private final List<Path> links = new ArrayList<>();
    /** Ends what the cluster has started when the tests are ended early. */
    private final Thread atExit = new Thread(this::destroy, "end-of-cluster");

    private final List<Process> processes = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();
    /** Executors of killed workers, which end by themselves, but perhaps later than the test. */
    private final List<ProcessHandle> orphans = new ArrayList<>();

    private LocalCluster(Path folder) throws IOException {
        this.folder = folder;
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : path.split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && !OURS.matcher(entry).find()) {
                links.add(Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath()));
            }
        }
        port = freePort();
        webPort = freePort();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a cluster, and waits until the workers are there. */
    static LocalCluster start(Path folder, int workers) throws IOException, InterruptedException {
        LocalCluster cluster = new LocalCluster(folder);
        try {
            cluster.startMaster();
            for (int i = 0; i < workers; i++) {
                cluster.startWorker();
            }
            cluster.await(workers);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "spark://" + HERE + ":" + port;
    }

    private void startMaster() throws IOException {
        start(
                "master",
                JAVA_HOME,
                List.of(),
                List.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                HERE,
                "--port",
                String.valueOf(port),
                "--webui-port",
                String.valueOf(webPort));
    }

    /** Starts a further worker, without waiting for it. */
    void startWorker() throws IOException {
        startWorker(JAVA_HOME);
    }

    /** Starts a further worker that has another Java, for its executors too. */
    void startWorker(Path javaHome) throws IOException {
        String name = "worker" + workers.size();
        workers.add(start(
                name,
                javaHome,
                List.of(),
                List.of(),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                HERE,
                "--cores",
                "1",
                "--memory",
                MEMORY,
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve(name).toString(),
                url()));
    }

    /** Kills the worker whose executor computes most now: where there is one run only, the one that makes it. */
    void killBusyWorker() throws InterruptedException {
        Map<Process, Duration> before = new HashMap<>();
        workers.stream().filter(Process::isAlive).forEach(worker -> before.put(worker, computed(worker)));
        TimeUnit.MILLISECONDS.sleep(500);
        Process busiest = before.keySet().stream()
                .max(Comparator.comparing(worker -> computed(worker).minus(before.get(worker))))
                .orElseThrow();
        kill(busiest);
    }

    /** Returns how long the executors of a worker have computed. */
    private static Duration computed(Process worker) {
        return worker.descendants()
                .map(executor -> executor.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Kills a worker by its process id, as kill -9 does. */
    private void kill(Process worker) throws InterruptedException {
        worker.descendants().forEach(orphans::add);
        worker.destroyForcibly().waitFor();
    }

    /**
     * Starts a driver as spark-submit does.
     *
     * @param driverClassPath jars that come before all others, as with {@code --driver-class-path}
     */
    Process submit(String name, Path jar, List<Path> driverClassPath, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--master",
                url(),
                "--executor-memory",
                MEMORY,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=" + HERE,
                "--conf",
                "spark.driver.bindAddress=" + HERE,
                "--class",
                "org.transformerbench.examples.TransformerBench",
                jar.toString()));
        all.addAll(arguments);
        return start(
                name,
                JAVA_HOME,
                List.of("--add-modules=jdk.incubator.vector"),
                driverClassPath,
                "org.apache.spark.deploy.SparkSubmit",
                all.toArray(String[]::new));
    }

    private Process start(
            String name, Path javaHome, List<String> options, List<Path> classPath, String main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.add("-Xmx512m");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
        command.addAll(options);
        List<String> jars = new ArrayList<>();
        classPath.forEach(jar -> jars.add(jar.toAbsolutePath().toString()));
        jars.add(folder.resolve("spark/jars") + File.separator + "*");
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out(name).toFile())
                .redirectError(err(name).toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", HERE);
        builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Returns the folder in which drivers are started, and executors are not. */
    Path folder() {
        return folder;
    }

    /** Waits until no executor is left. */
    void awaitNoExecutors() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (workers.stream().flatMap(Process::descendants).anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Executors are left: "
                        + workers.stream()
                                .flatMap(Process::descendants)
                                .map(executor -> executor.pid() + " " + executor.info())
                                .toList());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    Path out(String name) {
        return folder.resolve(name + ".out");
    }

    Path err(String name) {
        return folder.resolve(name + ".err");
    }

    /** Waits until so many workers are registered. */
    void await(int number) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + HERE + ":" + webPort + "/json/"))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                last = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                Matcher alive = ALIVE.matcher(last);
                if (alive.find() && Integer.parseInt(alive.group(1)) == number) {
                    return;
                }
            } catch (IOException e) {
                last = e.toString(); // It does not listen yet.
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("There are no " + number + " workers: " + last + Files.readString(err("master")));
    }

    private synchronized List<ProcessHandle> destroy() {
        List<ProcessHandle> all = new ArrayList<>(orphans);
        for (Process process : processes) {
            process.descendants().forEach(all::add);
            all.add(process.toHandle());
        }
        all.forEach(ProcessHandle::destroyForcibly);
        return all;
    }

    /** Ends all processes. JUnit warns of links that it finds in its folders, so that they are deleted too. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        for (ProcessHandle process : destroy()) {
            process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
        for (Path link : links) {
            try {
                Files.delete(link);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
