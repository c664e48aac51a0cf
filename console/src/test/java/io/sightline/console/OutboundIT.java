package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.outbound.Events;
import io.sightline.console.outbound.Receiver;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.SharedAvro;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A webhook from its adding to its removal, by the console's API. */
@ExtendWith(SharedBroker.class)
class OutboundIT {
    private static final String OUTBOUND = Endpoint.BASE + "/outbound";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FORM =
            """
            {"name": "door", "kind": "WEBHOOK", "enabled": %s, "url": "%s", "mqtt": null, "allowPrivate": %s,
             "allowPlain": true, "includeName": false, "kinds": ["IDENTIFIED"], "cameras": [], "persons": []}""";

    private static RunningConsole console;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        console = RunningConsole.start(broker);
        console.makeUsers();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void anAdminAddsTriesWatchesAndRemovesAWebhook() throws Exception {
        Browser admin = console.signedIn(Role.ADMIN);
        try (Receiver receiver = new Receiver(0, message -> 200)) {
            Answer added = admin.send("POST", OUTBOUND, FORM.formatted(true, receiver.url(), true));
            assertThat(added.status()).isEqualTo(200);
            String path = OUTBOUND + "/" + added.json().get("id").asText();
            until("it is listed", () -> list(admin).size() == 1);

            JsonNode tried = admin.send("POST", path + "/test", "").json();
            assertThat(tried.get("works").asBoolean()).isTrue();
            assertThat(receiver.all().get(0).json().get("kind").asText()).isEqualTo("TEST");

            put(Events.identified("lobby", 1, Duration.ofHours(1)));
            until("it is delivered", () -> receiver.all().size() == 2);
            until(
                    "it is counted",
                    () -> list(admin).get(0).at("/state/delivered").asInt() == 1);
            String secret = admin.send("POST", path + "/secret", "")
                    .json()
                    .get("secret")
                    .asText();
            Receiver.Got got = receiver.all().get(1);
            assertThat(got.signature()).isEqualTo(signature(secret, got));

            admin.send("PUT", path, FORM.formatted(false, receiver.url(), true));
            until("it is off", () -> !list(admin).get(0).at("/settings/enabled").asBoolean());
            put(Events.identified("lobby", 2, Duration.ofHours(1)));
            admin.send("PUT", path, FORM.formatted(true, receiver.url(), true));
            until("it goes on where it was", () -> receiver.all().size() == 3);
            assertThat(receiver.all().get(2).json().get("sequence").asInt()).isEqualTo(2);

            assertThat(admin.send("DELETE", path, "").status()).isEqualTo(204);
            until("it is gone", () -> list(admin).isEmpty());
        }
    }

    @Test
    void anAddressThatWillNotDoIsRefusedInWords() {
        Answer answer = console.signedIn(Role.ADMIN)
                .send("POST", OUTBOUND, FORM.formatted(true, "https://169.254.169.254/in", true));

        assertThat(answer.problem(400)).contains("never used");
    }

    private static JsonNode list(Browser admin) {
        return admin.get(OUTBOUND).json();
    }

    /** By the words of the specification, with nothing of ours. */
    private static String signature(String secret, Receiver.Got got) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        mac.update((got.id() + "." + got.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(got.body()));
    }

    private static void put(IdentityEvent event) throws Exception {
        String topic = Topics.IDENTITY_EVENTS.in(console.prefix());
        try (var writer = new SharedAvro.Writer();
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", console.broker().servers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic,
                            event.getCameraId().getBytes(StandardCharsets.UTF_8),
                            writer.serialize(topic, event)))
                    .get();
        }
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        Waiting.until(what, PATIENCE, condition);
    }
}
