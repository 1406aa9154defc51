package org.transformerbench.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.examples.ShortlyTrained;
import org.transformerbench.models.predict.Prediction;
import org.transformerbench.models.predict.Predictor;

/** A real client asks. */
@Timeout(120)
class Example9HttpServerTest {
    @TempDir
    private static Path folder;

    private static Path file;
    private static Example9HttpServer server;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        file = ShortlyTrained.adder(folder);
        server = new Example9HttpServer(Predictor.load(file), 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI at(String pathAndQuery) {
        return server.uri("").resolve(pathAndQuery);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void a_text_is_answered_with_its_prediction() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(server.uri("12+34")));

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = json(response);
        try (Predictor alone = Predictor.load(file)) {
            Prediction expected = alone.predict("12+34");
            assertThat(answer.path("input").asText()).isEqualTo("12+34");
            assertThat(answer.path("prediction").asText()).isEqualTo(expected.text());
            assertThat(answer.path("probability").asDouble()).isCloseTo(expected.probability(), within(1e-9));
            assertThat(answer.path("units")).hasSameSizeAs(expected.units());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/predict                  | 400 | The request must have one parameter, as in /predict?input=TEXT",
                "/predict?                 | 400 | The request must have one parameter",
                "/predict?text=1           | 400 | The request must have one parameter",
                "/predict?input=1&input=2  | 400 | The request must have one parameter",
                "/predict?input=           | 400 | '' is no problem",
                "/predict?input=12%2Bx     | 400 | '12+x' is no problem",
                "/predict?input=123%2B4    | 400 | the model was made for at most 2",
                "/predict?input=12-3       | 400 | has the operator -",
                "/                         | 404 | There is nothing but /predict",
                "/predict/more?input=1%2B1 | 404 | There is nothing but /predict",
            })
    void a_bad_request_gets_the_reason(String pathAndQuery, int status, String reason) throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(at(pathAndQuery)));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).contains(reason);
    }

    @Test
    void another_method_is_refused() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(server.uri("1+1")).POST(HttpRequest.BodyPublishers.ofString("1+1")));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET");
    }

    @Test
    void many_clients_are_answered_at_once() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            open.add(client.sendAsync(
                    HttpRequest.newBuilder(server.uri(i + "+1")).build(), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(json(open.get(i).get()).path("input").asText()).isEqualTo(i + "+1");
        }
    }

    @Test
    void it_listens_on_this_machine_only_and_not_after_its_end() throws Exception {
        assertThat(InetAddress.getByName(server.uri("").getHost()).isLoopbackAddress())
                .isTrue();
        Example9HttpServer other = new Example9HttpServer(Predictor.load(file), 0);
        other.close();
        assertThatThrownBy(() -> send(HttpRequest.newBuilder(other.uri("1+1")))).isInstanceOf(ConnectException.class);
    }
}
