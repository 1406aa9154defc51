package org.transformerbench.examples.tour;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ThreadPools;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.models.checkpoint.ModelFolder;
import org.transformerbench.models.predict.Prediction;
import org.transformerbench.models.predict.Predictor;

/**
 * 9. A model behind HTTP, on the JDK's own server and on this machine only: {@code GET /predict?input=12%2B34} answers with JSON.
 * A text that the model cannot read gets the status 400 and the reason.
 */
public final class Example9HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Example9HttpServer.class);

    private static final int DEFAULT_PORT = 8080;
    private static final int THREADS = 8;
    private static final String PATH = "/predict";
    private static final String PARAMETER = "input";

    private final Predictor predictor;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /**
     * Starts a server for clients on this machine.
     *
     * @param predictor answers; closed with the server
     * @param port 0 for any that is free
     * @throws IOException if the port is in use
     */
    Example9HttpServer(Predictor predictor, int port) throws IOException {
        this.predictor = predictor;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Serves a model until the process is ended.
     *
     * @param arguments a file of {@code compare --save}, and a port, 8080 if there is none; without a file, a small model is trained and asked
     * @throws Exception if the file cannot be read or the port is in use
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            run(System.out);
            return;
        }
        int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_PORT;
        Predictor predictor = Predictor.load(Path.of(arguments[0]));
        predictor.warmUp();
        Example9HttpServer server = new Example9HttpServer(predictor, port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("GET " + server.uri("INPUT"));
    }

    static void run(PrintStream out) throws IOException {
        Path folder = Files.createTempDirectory("models");
        Path file = trained(folder);
        try (Example9HttpServer server = new Example9HttpServer(Predictor.load(file), 0)) {
            HttpClient client = HttpClient.newHttpClient();
            for (String input : new String[] {"12+34", "12+x"}) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(server.uri(input)).build(), HttpResponse.BodyHandlers.ofString());
                out.println(response.statusCode() + " " + response.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static Path trained(Path folder) {
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .models("mlp")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(512).forSteps(400))
                .build();
        ModelFolder models = new ModelFolder(folder);
        return models.file(new ExperimentRunner(Registry.discover())
                .run(experiment, models)
                .get(0));
    }

    /** Returns the address of the answer to a text. */
    URI uri(String input) {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        String query = PARAMETER + "=" + URLEncoder.encode(input, StandardCharsets.UTF_8);
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + PATH
                + "?" + query);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                answer(exchange, 404, error("There is nothing but " + PATH));
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                answer(exchange, 405, error("The method must be GET"));
            } else {
                predict(exchange);
            }
        }
    }

    private void predict(HttpExchange exchange) throws IOException {
        ObjectNode content;
        int status = 200;
        try {
            content = json(predictor.predict(input(exchange.getRequestURI().getRawQuery())));
        } catch (DataException e) {
            status = 400;
            content = error(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A request failed", e);
            status = 500;
            content = error("The prediction failed");
        }
        answer(exchange, status, content);
    }

    /** Returns the only parameter of a request. */
    private static String input(String query) {
        String name = PARAMETER + "=";
        if (query == null || !query.startsWith(name) || query.contains("&")) {
            throw new DataException("The request must have one parameter, as in " + PATH + "?" + name + "TEXT");
        }
        try {
            return URLDecoder.decode(query.substring(name.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    "The parameter '" + PARAMETER + "' is not encoded as in an address: " + e.getMessage(), e);
        }
    }

    private static ObjectNode json(Prediction prediction) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("input", prediction.input())
                .put("prediction", prediction.text())
                .put("probability", prediction.probability());
        var units = json.putArray("units");
        prediction
                .units()
                .forEach(unit -> units.addObject().put("text", unit.text()).put("probability", unit.probability()));
        return json;
    }

    private static ObjectNode error(String reason) {
        return JsonNodeFactory.instance.objectNode().put("error", reason);
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode content) throws IOException {
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    /** Answers the requests that are being answered, no other one, and ends all threads. */
    @Override
    public void close() {
        ThreadPools.close(threads);
        server.stop(0);
        predictor.close();
    }
}
