package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.SharedAvro;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The round of a model, as the page goes it: shadow, comparison, promotion with its question, and back. Embedder and matcher
 * are played: they copy templates, and no camera is live.
 */
@ExtendWith(SharedBroker.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ModelsIT {
    private static final String A = "a@1+000000000000";
    private static final String B = "b@1+111111111111";
    private static final String MODELS = Endpoint.BASE + "/models";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path training;

    private static HttpServer registry;
    private static RunningConsole console;
    private static TopicStore topics;
    private static PlayedStages stages;
    private static Browser admin;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        registry = SharedAvro.serve();
        console = RunningConsole.start(
                broker, A, training, "http://127.0.0.1:" + registry.getAddress().getPort());
        console.makeUsers();
        admin = console.signedIn(Role.ADMIN);
        topics = TopicStore.open(console.connection());
        stages = PlayedStages.start(console.connection());
        stages.enrol(topics, "person-ada", "Ada", A, true);
        stages.enrol(topics, "person-bob", "Bob", A, false);
        ModelRecord known = PlayedStages.candidate(A, Map.of());
        known.setState(ModelState.UNSPECIFIED); // somebody has measured it, and nobody has said anything of it
        topics.put(Topics.MODELS, A, known);
        topics.put(Topics.MODELS, B, PlayedStages.candidate(B, Map.of("people.tarAtFar1e-3", 0.9, "people.auc", 0.99)));
        Waiting.until(
                "the console knows them",
                PATIENCE,
                () -> model(B) != null && model(A).get("wanted").asInt() == 2);
    }

    @AfterAll
    static void stop() {
        stages.close();
        topics.close();
        console.close();
        registry.stop(0);
    }

    private static JsonNode models() {
        return admin.get(MODELS).json();
    }

    private static JsonNode model(String id) {
        for (JsonNode model : models().get("models")) {
            if (model.get("modelId").asText().equals(id)) {
                return model;
            }
        }
        return null;
    }

    private static Answer change(String kind, String modelId, boolean force) {
        return admin.send(
                "POST",
                MODELS + "/changes",
                """
                {"kind": "%s", "modelId": %s, "reason": "to see", "force": %s}"""
                        .formatted(kind, modelId == null ? "null" : '"' + modelId + '"', force));
    }

    private static JsonNode begun(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode show(JsonNode change) {
        return admin.get(MODELS + "/changes/" + change.get("id").asText()).json();
    }

    private static JsonNode await(JsonNode change, String state) throws Exception {
        Waiting.until("it is " + state, PATIENCE, () -> {
            JsonNode now = show(change);
            assertThat(now.get("endedAt").isNull() || now.get("state").asText().equals(state))
                    .as(now.toString())
                    .isTrue();
            return now.get("state").asText().equals(state);
        });
        return show(change);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(t -> texts.add(t.asText()));
        return texts;
    }

    @Test
    @Order(1)
    void theModelThatTheSystemWasStartedWithIsActiveAndWhatStandsAgainstTheOtherIsSaid() {
        assertThat(models().get("activeModelId").asText()).isEqualTo(A);
        assertThat(models().get("models").get(0).get("modelId").asText()).isEqualTo(A);
        assertThat(models().get("change").isNull()).isTrue();
        assertThat(model(A).get("state").asText()).isEqualTo("ACTIVE");
        assertThat(texts(model(A).get("warnings"))).isEmpty();
        JsonNode b = model(B);
        assertThat(b.get("state").asText()).isEqualTo("CANDIDATE");
        assertThat(b.get("known").asInt()).isZero();
        assertThat(b.get("wanted").asInt()).isEqualTo(2);
        assertThat(texts(b.get("warnings")))
                .satisfiesExactly(w -> assertThat(w).contains("has to be in the shadow first"), w -> assertThat(w)
                        .contains("was never measured beside the active model"));
        assertThat(b.get("sets").get(0).get("name").asText()).isEqualTo("people");
        assertThat(b.get("sets").get(0).get("curve").get(0).get("tar").asDouble())
                .isEqualTo(0.9);
    }

    @Test
    @Order(2)
    void whatIsImpossibleIsSaidAtOnceAndNothingBegins() {
        assertThat(change("PROMOTE", B, true).problem(422)).contains("has to be in the shadow first");
        assertThat(change("ROLLBACK", null, false).problem(422)).contains("No model was promoted here");
        assertThat(change("ROLLBACK", B, false).problem(422)).contains("never decided here");
        assertThat(change("RETIRE", A, false).problem(422)).contains("is the model that decides");
        assertThat(change("SHADOW", "c@1", false).problem(422)).contains("There is no model c@1");
        assertThat(change("SHADOW", null, false).problem(422)).contains("modelId is missing");
        assertThat(models().get("change").isNull()).isTrue();
    }

    @Test
    @Order(3)
    void inTheShadowItGetsToKnowWhomItCan() throws Exception {
        JsonNode done = await(begun(change("SHADOW", B, false)), "DONE");

        assertThat(done.get("actor").asText()).isEqualTo("admin");
        assertThat(texts(done.get("said")))
                .anySatisfy(s -> assertThat(s).contains("It knows 1 of 2 templates"))
                .anySatisfy(s -> assertThat(s).contains("Bob (person-bob): 1 of 1 face; will not be recognised"));
        Waiting.until("the list says so", PATIENCE, () -> model(B).get("known").asInt() == 1);
        assertThat(model(B).get("state").asText()).isEqualTo("SHADOW");
        assertThat(model(B).get("reason").asText()).isEqualTo("to see");
        assertThat(models().get("change").get("id")).isEqualTo(done.get("id"));
    }

    @Test
    @Order(4)
    void comparedADisagreementIsJudgedByWhatIsSaidOfItsSighting() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        stages.pass(topics, "door", "door/1/1/1.1", now.minusSeconds(60), A, B); // A names Ada, B nobody
        String event = "door/1/1/1.1/IDENTIFIED/1";
        topics.put(
                Topics.IDENTITY_EVENTS,
                "door",
                IdentityEvent.newBuilder()
                        .setEventId(event)
                        .setCameraId("door")
                        .setSequence(1)
                        .setKind(EventKind.IDENTIFIED)
                        .setTrackId("door/1/1/1.1")
                        .setPersonId("person-ada")
                        .setCapturedAt(now.minusSeconds(60))
                        .setExpiresAt(now.plusSeconds(60))
                        .setFirstSeenAt(now.minusSeconds(60))
                        .build());
        Browser operator = console.signedIn(Role.OPERATOR);
        Answer answer = operator.send("POST", MODELS + "/comparisons", "{\"candidate\": \"" + B + "\", \"hours\": 1}");
        String address = MODELS + "/comparisons/" + begun(answer).get("id").asText();
        Waiting.until(
                "it is done",
                PATIENCE,
                () -> !operator.get(address).json().get("state").asText().equals("RUNNING"));
        assertThat(operator.get(address).json().get("rows"))
                .as(operator.get(address).body())
                .hasSize(1);
        Waiting.until("the console knows the sighting", PATIENCE, () -> operator.get(address)
                .json()
                .at("/rows/0/eventId")
                .asText()
                .equals(event));

        JsonNode done = operator.get(address).json();
        assertThat(done.get("state").asText()).as(done.toString()).isEqualTo("DONE");
        assertThat(done.get("faces").asInt()).isEqualTo(4);
        assertThat(done.get("byActive").asInt()).isEqualTo(1);
        assertThat(done.get("byCandidate").asInt()).isZero();
        assertThat(done.get("fairness").asText()).contains("knows 1 of 2 templates");
        assertThat(done.get("rows")).hasSize(1);
        JsonNode row = done.get("rows").get(0);
        assertThat(row.get("what").asText()).isEqualTo("VANISHES");
        assertThat(row.at("/activeWho/name").asText()).isEqualTo("Ada");
        assertThat(row.get("candidateWho").isNull()).isTrue();
        assertThat(row.get("byActive").asDouble())
                .isLessThan(row.get("activeThreshold").asDouble());
        assertThat(row.get("byCandidate").asDouble())
                .isGreaterThan(row.get("candidateThreshold").asDouble());
        assertThat(row.get("cropUrl").asText()).startsWith(Endpoint.BASE + "/crops/");
        assertThat(row.get("rightModel").isNull()).isTrue();
        assertThat(done.at("/judged/unjudged").asInt()).isEqualTo(1);

        topics.put(
                Topics.LABELS,
                "label-1",
                Label.newBuilder()
                        .setLabelId("label-1")
                        .setKind(LabelKind.IS_NOT)
                        .setActor("operator")
                        .setSaidAt(now)
                        .setEventId(event)
                        .setPersonId("person-ada")
                        .build());
        Waiting.until(
                "the verdict is there",
                PATIENCE,
                () -> operator.get(address).json().at("/judged/candidate").asInt() == 1);
        JsonNode judged = operator.get(address).json().get("rows").get(0);
        assertThat(judged.get("rightModel").asText()).isEqualTo("CANDIDATE");
        assertThat(judged.at("/judged/words").asText()).isEqualTo("operator said: not Ada");
    }

    @Test
    @Order(5)
    void withoutFiguresItIsNotPromotedUnforced() {
        assertThat(change("PROMOTE", B, false).problem(422)).contains("was never measured beside the active model");
    }

    @Test
    @Order(6)
    void theQuestionAboutWhomItCannotKnowIsAskedAndNoChangesNothing() throws Exception {
        JsonNode asking = await(begun(change("PROMOTE", B, true)), "ASKING");
        assertThat(asking.get("question").asText()).startsWith("Switch all the same?");
        assertThat(change("RETIRE", B, false).problem(409)).contains("changed already, by admin");
        assertThat(answerTo(asking, false).status()).isEqualTo(200);

        JsonNode refused = await(asking, "REFUSED");

        assertThat(refused.get("outcome").asText()).startsWith("Nothing was switched");
        assertThat(models().get("activeModelId").asText()).isEqualTo(A);
        answerTo(asking, true).problem(409);
        assertThat(admin.get(Endpoint.BASE + "/audit").json()).anySatisfy(e -> {
            assertThat(e.get("action").asText()).isEqualTo("change-model");
            assertThat(e.get("failure").asText()).startsWith("Nothing was switched");
        });
    }

    private static Answer answerTo(JsonNode change, boolean yes) {
        return admin.send(
                "POST", MODELS + "/changes/" + change.get("id").asText() + "/answer", "{\"yes\": " + yes + "}");
    }

    @Test
    @Order(7)
    void answeredWithYesItDecidesAndRolledBackTheFormerDoes() throws Exception {
        JsonNode asking = await(begun(change("PROMOTE", B, true)), "ASKING");
        answerTo(asking, true);

        JsonNode done = await(asking, "DONE");

        assertThat(done.get("outcome").asText())
                .startsWith(B + " decides from ")
                .contains("lacks 1 templates");
        Waiting.until("the list says so", PATIENCE, () -> models().get("activeModelId")
                .asText()
                .equals(B));
        assertThat(model(B).get("forced").asBoolean()).isTrue();
        assertThat(model(B).get("decided").get(0).get("actor").asText()).isEqualTo("admin");
        assertThat(model(A).get("hasDecided").asBoolean()).isTrue();

        JsonNode back = await(begun(change("ROLLBACK", null, false)), "DONE");

        assertThat(back.get("modelId").asText()).isEqualTo(A);
        Waiting.until("the list says so", PATIENCE, () -> models().get("activeModelId")
                .asText()
                .equals(A));
        assertThat(change("ROLLBACK", null, false).problem(422)).contains("The last switch already went back");
        change("RETIRE", B, false).problem(422); // the switch has done it
        assertThat(await(begun(change("SHADOW", B, false)), "DONE")
                        .get("endedAt")
                        .isNull())
                .isFalse();
        await(begun(change("STOP_SHADOW", B, false)), "DONE");
        await(begun(change("RETIRE", B, false)), "DONE");
        Waiting.until("the list says so", PATIENCE, () -> model(B).get("state")
                .asText()
                .equals("RETIRED"));
    }

    @Test
    @Order(8)
    void aTrainingRunsReportComesWithAPolicyThatLetsItDoNothing() throws Exception {
        Path run = Files.createDirectories(training.resolve("small run"));
        Files.writeString(run.resolve("run.json"), "{\"arguments\": []}");
        Files.writeString(run.resolve("report.html"), "<script>alert(1)</script>");

        assertThat(admin.get(Endpoint.BASE + "/training-runs")
                        .json()
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("small run");
        Answer report = admin.get(Endpoint.BASE + "/training-runs/small%20run/report");
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.header("content-type").orElseThrow()).startsWith("text/html");
        assertThat(report.header("content-security-policy").orElseThrow())
                .startsWith("sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'");
        assertThat(admin.get(Endpoint.BASE + "/training-runs/other/report").problem(404))
                .contains("other");
        for (String name : List.of("%2e%2e", "..%2fsmall%20run", "%2e%2e%2fx")) {
            assertThat(admin.get(Endpoint.BASE + "/training-runs/" + name + "/report")
                            .status())
                    .isIn(400, 404);
        }
    }
}
