package io.sightline.console.outbound;

import io.sightline.console.api.OutboundForm;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.EventKind;
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

    private TargetForms() {}

    static OutboundForm form(OutboundTarget target) {
        return new OutboundForm(
                target.getName(),
                OutboundForm.Kind.valueOf(target.getKind().name()),
                target.getEnabled(),
                Optional.ofNullable(target.getUrl()),
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
     * @param secretDigest of a webhook's secret
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
                .setUrl(url(form))
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

    private static void requireAllowed(String host, AddressRule rule) {
        try {
            rule.refusal(InetAddress.getByName(host)).ifPresent(why -> {
                throw new UserError("url: " + why);
            });
        } catch (UnknownHostException e) {
            throw new UserError("url: " + host + " is no address", e);
        }
    }

    private static void require(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new UserError(otherwise);
        }
    }
}
