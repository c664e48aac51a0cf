package io.sightline.console.outbound;

import io.sightline.console.access.SecretReference;
import io.sightline.console.api.OutboundForm;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.MqttBroker;
import io.sightline.schemas.avro.OutboundKind;
import io.sightline.schemas.avro.OutboundTarget;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an admin says of a target, and the record of it. */
final class TargetForms {
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_URL = 2_000;
    private static final int MOST_FILTERED = 500;
    private static final int LONGEST_ID = 200;
    /** An address as such: to look a name up would be a question to the network. */
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9.]+");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,250}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,40}(/[A-Za-z0-9_-]{1,40}){0,4}");

    private TargetForms() {}

    static OutboundForm form(OutboundTarget target) {
        return new OutboundForm(
                target.getName(),
                OutboundForm.Kind.valueOf(target.getKind().name()),
                target.getEnabled(),
                Optional.ofNullable(target.getUrl()),
                Optional.ofNullable(target.getMqtt())
                        .map(m -> new OutboundForm.Mqtt(
                                m.getHost(),
                                m.getPort(),
                                m.getTls(),
                                Optional.ofNullable(m.getUser()),
                                Optional.ofNullable(m.getPassword()),
                                m.getTopicPrefix(),
                                Optional.ofNullable(m.getDiscoveryPrefix()))),
                target.getAllowPrivate(),
                target.getAllowPlain(),
                target.getIncludeName(),
                target.getKinds().stream()
                        .filter(k -> k != EventKind.UNSPECIFIED)
                        .map(k -> OutboundForm.Event.valueOf(k.name()))
                        .toList(),
                target.getCameras(),
                target.getPersons());
    }

    /**
     * The record of it.
     *
     * @param secretDigest of a webhook's secret; null for others
     * @throws UserError saying what is wrong with it
     */
    static OutboundTarget record(
            String id, OutboundForm form, String secretDigest, Instant createdAt, Instant changedAt) {
        String name = form.name().strip();
        require(!name.isEmpty() && name.length() <= LONGEST_NAME, "name has to have 1 to " + LONGEST_NAME + " letters");
        require(!form.kinds().isEmpty(), "kinds is empty: nothing would ever be handed over");
        requireIds("cameras", form.cameras());
        requireIds("persons", form.persons());
        return OutboundTarget.newBuilder()
                .setTargetId(id)
                .setName(name)
                .setKind(OutboundKind.valueOf(form.kind().name()))
                .setEnabled(form.enabled())
                .setUrl(form.kind() == OutboundForm.Kind.WEBHOOK ? url(form) : null)
                .setMqtt(form.kind() == OutboundForm.Kind.MQTT ? mqtt(form) : null)
                .setSecretDigest(secretDigest)
                .setAllowPrivate(form.allowPrivate())
                .setAllowPlain(form.allowPlain())
                .setIncludeName(form.includeName())
                .setKinds(form.kinds().stream()
                        .distinct()
                        .map(k -> EventKind.valueOf(k.name()))
                        .toList())
                .setCameras(form.cameras())
                .setPersons(form.persons())
                .setCreatedAt(createdAt)
                .setChangedAt(changedAt)
                .build();
    }

    private static void requireIds(String what, List<String> ids) {
        require(
                ids.size() <= MOST_FILTERED && ids.stream().allMatch(i -> !i.isBlank() && i.length() <= LONGEST_ID),
                what + " has to have at most " + MOST_FILTERED + " ids of 1 to " + LONGEST_ID + " letters");
    }

    private static String url(OutboundForm form) {
        String text = form.url()
                .map(String::strip)
                .orElseThrow(
                        () -> new UserError("url is missing: where the webhook is, such as https://example.org/in"));
        require(text.length() <= LONGEST_URL, "url has " + text.length() + " letters; at most " + LONGEST_URL);
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new UserError("url is no address: " + e.getReason(), e);
        }
        boolean isPlain = "http".equalsIgnoreCase(url.getScheme());
        require(
                (isPlain || "https".equalsIgnoreCase(url.getScheme())) && url.getHost() != null,
                "url has to be https:// with a host, such as https://example.org/in");
        require(url.getRawUserInfo() == null, "url must not have a user or password: the signature says who we are");
        require(url.getRawFragment() == null, "url must not have a #fragment: no server sees it");
        require(
                !isPlain || form.allowPlain(),
                "url is not encrypted: use https://, or say allowPlain for a receiver on this machine or network");
        if (ADDRESS.matcher(url.getHost()).matches()) {
            requireAllowed(url.getHost(), new AddressRule(form.allowPrivate(), isPlain));
        }
        return text;
    }

    private static MqttBroker mqtt(OutboundForm form) {
        OutboundForm.Mqtt mqtt = form.mqtt().orElseThrow(() -> new UserError("mqtt is missing: where the broker is"));
        String host = mqtt.host().strip();
        require(
                HOST.matcher(host).matches() && isHost(host),
                "mqtt.host has to be a name or an address, such as mqtt.example.org: of letters, digits, hyphens and"
                        + " dots, without an underscore");
        require(mqtt.port() > 0 && mqtt.port() < 65536, "mqtt.port is " + mqtt.port() + ", expected 1 to 65535");
        require(
                mqtt.tls() || form.allowPlain(),
                "mqtt is not encrypted: say tls, or allowPlain for a broker on this machine or network");
        requireTopic("mqtt.topicPrefix", mqtt.topicPrefix());
        mqtt.discoveryPrefix().ifPresent(p -> requireTopic("mqtt.discoveryPrefix", p));
        mqtt.user().ifPresent(u -> require(u.length() <= LONGEST_NAME, "mqtt.user is too long"));
        mqtt.password()
                .ifPresent(p -> require(
                        SecretReference.isOne(p),
                        "mqtt.password has to be a reference, ${env:NAME} or ${file:PATH}: it would stand in Kafka"));
        require(mqtt.user().isPresent() || mqtt.password().isEmpty(), "mqtt.user is missing: a password needs one");
        String address = host.contains(":") ? "[" + host + "]" : host;
        if (ADDRESS.matcher(address).matches()) {
            requireAllowed(host, new AddressRule(form.allowPrivate(), !mqtt.tls()));
        }
        return new MqttBroker(
                host,
                mqtt.port(),
                mqtt.tls(),
                mqtt.user().orElse(null),
                mqtt.password().orElse(null),
                mqtt.topicPrefix(),
                mqtt.discoveryPrefix().orElse(null));
    }

    private static void requireTopic(String what, String prefix) {
        require(
                TOPIC.matcher(prefix).matches(),
                what + " has to have letters, digits, - and _, in parts with / between, such as home/sightline");
    }

    /** As Java's URIs have it, by which the client connects; it fails on others. */
    private static boolean isHost(String host) {
        try {
            String address = host.contains(":") ? "[" + host + "]" : host;
            return new URI("tcp", null, address, 1, null, null, null).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void requireAllowed(String host, AddressRule rule) {
        try {
            rule.refusal(InetAddress.getByName(host)).ifPresent(why -> {
                throw new UserError("The address will not do: " + why);
            });
        } catch (UnknownHostException e) {
            throw new UserError(host + " is no address", e);
        }
    }

    private static void require(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new UserError(otherwise);
        }
    }
}
