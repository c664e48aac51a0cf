package io.sightline.console.outbound;

import io.sightline.console.access.SecretReference;
import io.sightline.console.outbound.MqttMessages.Message;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.MqttBroker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Publishes messages to an MQTT 3.1.1 broker with QoS 1; one is handed over when the broker has acknowledged it. Thread-safe. */
final class MqttChannel implements Channel {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int MOST_IN_FLIGHT = 500;
    private static final long GOODBYE_MILLIS = 500;
    private static final int QOS = 1;

    private final MqttBroker broker;
    private final AddressRule rule;
    private final SSLContext trust;
    private final SecretReference secrets;
    private final MqttMessages messages;
    private final boolean isLasting;
    private final Set<String> discovered = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    // Guarded by this.
    private MqttAsyncClient client;
    private long nextKeep = System.nanoTime();

    /** @param isLasting whether its being connected is told to others; otherwise it is for one message */
    MqttChannel(
            MqttBroker broker,
            AddressRule rule,
            SSLContext trust,
            SecretReference secrets,
            MqttMessages messages,
            boolean isLasting) {
        this.broker = broker;
        this.rule = rule;
        this.trust = trust;
        this.secrets = secrets;
        this.messages = messages;
        this.isLasting = isLasting;
    }

    @Override
    public synchronized Optional<String> keep() {
        boolean isConnected = client != null && client.isConnected();
        if (isConnected || isClosed || System.nanoTime() - nextKeep < 0) {
            return Optional.empty();
        }
        try {
            connected();
            return Optional.empty();
        } catch (MqttException | UserError e) {
            nextKeep = System.nanoTime() + TRY_AGAIN.toNanos();
            return Optional.of(words(e));
        }
    }

    @Override
    public Outcome send(Letter letter, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            MqttAsyncClient to = connected();
            List<Message> all = new ArrayList<>();
            Optional<String> cameraId = letter.event().map(e -> e.getCameraId());
            boolean isNew = cameraId.filter(discovered::add).isPresent();
            if (isNew) {
                all.addAll(messages.discovery(cameraId.get()));
            }
            all.addAll(messages.of(letter));
            try {
                publish(to, all, end);
            } catch (MqttException e) {
                cameraId.filter(c -> isNew).ifPresent(discovered::remove);
                throw e;
            }
            return new Outcome.Delivered("The broker has it");
        } catch (MqttException | UserError e) {
            return new Outcome.Failed(words(e), true, Optional.empty());
        }
    }

    private static void publish(MqttAsyncClient to, List<Message> messages, long end) throws MqttException {
        List<IMqttDeliveryToken> sent = new ArrayList<>();
        for (Message message : messages) {
            sent.add(to.publish(message.topic(), message.payload(), QOS, message.isRetained()));
        }
        for (IMqttDeliveryToken token : sent) {
            // At least 1: 0 would mean for ever.
            token.waitForCompletion(
                    Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        }
    }

    private synchronized MqttAsyncClient connected() throws MqttException {
        if (isClosed) {
            throw new UserError("The console is stopping");
        }
        if (client != null && client.isConnected()) {
            return client;
        }
        drop(client);
        client = null;
        requireAllowed();
        String host = broker.getHost().contains(":") ? "[" + broker.getHost() + "]" : broker.getHost();
        var opened = new MqttAsyncClient(
                (broker.getTls() ? "ssl://" : "tcp://") + host + ":" + broker.getPort(),
                "sightline-" + UUID.randomUUID().toString().substring(0, 13),
                new MemoryPersistence());
        try {
            opened.connect(options()).waitForCompletion(CONNECT.toMillis());
            discovered.clear();
            if (isLasting) {
                publish(opened, List.of(messages.status(true)), System.nanoTime() + CONNECT.toNanos());
            }
        } catch (MqttException e) {
            drop(opened);
            throw e;
        }
        client = opened;
        return client;
    }

    private MqttConnectOptions options() {
        var options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(true);
        options.setAutomaticReconnect(false); // We do, when there is something to do it for.
        options.setConnectionTimeout((int) CONNECT.toSeconds());
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setMaxInflight(MOST_IN_FLIGHT);
        if (broker.getTls()) {
            options.setSocketFactory(trust.getSocketFactory());
            options.setHttpsHostnameVerificationEnabled(true);
        }
        if (broker.getUser() != null) {
            options.setUserName(broker.getUser());
        }
        if (broker.getPassword() != null) {
            options.setPassword(secrets.follow(broker.getPassword()).toCharArray());
        }
        if (isLasting) {
            Message offline = messages.status(false);
            options.setWill(offline.topic(), offline.payload(), QOS, offline.isRetained());
        }
        return options;
    }

    /**
     * The client resolves the name by itself a moment later; Java's cache (30 s) gives it the same addresses. All of them
     * have to be allowed.
     */
    private void requireAllowed() {
        try {
            for (InetAddress address : InetAddress.getAllByName(broker.getHost())) {
                rule.refusal(address).ifPresent(why -> {
                    throw new UserError(why);
                });
            }
        } catch (UnknownHostException e) {
            throw new UserError("No address is known for " + broker.getHost(), e);
        }
    }

    private String words(Exception e) {
        if (!(e instanceof MqttException mqtt)) {
            return e.getMessage();
        }
        return switch (mqtt.getReasonCode()) {
            case MqttException.REASON_CODE_FAILED_AUTHENTICATION, MqttException.REASON_CODE_NOT_AUTHORIZED ->
                "The broker refuses the user or the password";
            case MqttException.REASON_CODE_CLIENT_TIMEOUT -> "The broker did not acknowledge in time";
            default ->
                "The broker at " + broker.getHost() + ":" + broker.getPort() + " was not reached: "
                        + (mqtt.getCause() == null
                                ? mqtt.getMessage()
                                : mqtt.getCause().getMessage());
        };
    }

    private static void drop(MqttAsyncClient client) {
        if (client == null) {
            return;
        }
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(0, GOODBYE_MILLIS);
            }
            client.close(true);
        } catch (MqttException e) {
            // It is not used any more.
        }
    }

    @Override
    public void close() {
        isClosed = true;
        synchronized (this) {
            if (client != null && client.isConnected() && isLasting) {
                try {
                    long end = System.nanoTime()
                            + Duration.ofMillis(GOODBYE_MILLIS).toNanos();
                    publish(client, List.of(messages.status(false)), end);
                } catch (MqttException e) {
                    // The broker says it by itself then, as our last will.
                }
            }
            drop(client);
            client = null;
        }
    }
}
