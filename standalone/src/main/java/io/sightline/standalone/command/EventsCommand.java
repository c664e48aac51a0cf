package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Shows identity events: who was seen where and when, and how sure that is.")
final class EventsCommand implements Callable<Integer> {
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    private DataOption data;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on and show events as they come, until Ctrl-C")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object per line")
    private boolean json;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From when: 90s, 10m, 2h, 7d ago, or a time such as 2026-05-01T08:00:00Z."
                    + " Default: 1h; with --follow: from now")
    private String since;

    @Override
    public Integer call() {
        Logging.off();
        From from = since != null
                ? new From.Time(instantOf(since, Instant.now()))
                : follow ? From.END : new From.Time(Instant.now().minus(Duration.ofHours(1)));
        try (TopicStore topics = data.topics()) {
            print(topics, from, json ? new EventJson() : new EventColumns(ZoneId.systemDefault()), System.out);
        }
        return 0;
    }

    private void print(TopicStore topics, From from, EventFormat format, PrintStream out) {
        try (TopicTail<IdentityEvent> events = topics.tail(Topics.IDENTITY_EVENTS, from);
                TopicTail<Person> names = topics.tail(Topics.PEOPLE, From.BEGINNING)) {
            var people = new People();
            names.untilCaughtUp(READ_LIMIT, people::learn);
            List<Entry<IdentityEvent>> past = new ArrayList<>();
            events.untilCaughtUp(READ_LIMIT, past::add);
            format.heading().ifPresent(out::println);
            past.sort(Comparator.comparing(e -> e.value().getCapturedAt()));
            past.forEach(e -> out.println(format.line(e.value(), people)));
            // A closed pipe (| head) is the only end besides Ctrl-C.
            while (follow && !out.checkError()) {
                List<Entry<IdentityEvent>> next = events.poll(POLL);
                NamesInTime.learn(next, names::poll, people);
                next.forEach(e -> out.println(format.line(e.value(), people)));
            }
        }
    }

    /**
     * Within what Kafka's clock knows: not before 1970, and not after now.
     *
     * @throws UserError if the text is neither an age nor a time
     */
    static Instant instantOf(String text, Instant now) {
        Instant given = unbounded(text, now);
        if (given.isAfter(now)) {
            return now;
        }
        return given.isBefore(Instant.EPOCH) ? Instant.EPOCH : given;
    }

    private static Instant unbounded(String text, Instant now) {
        String age = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (age.matches("\\d{1,9}[smhd]")) {
                long count = Long.parseLong(age.substring(0, age.length() - 1));
                return now.minus(
                        switch (age.charAt(age.length() - 1)) {
                            case 's' -> Duration.ofSeconds(count);
                            case 'm' -> Duration.ofMinutes(count);
                            case 'h' -> Duration.ofHours(count);
                            default -> Duration.ofDays(count);
                        });
            }
            return Instant.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new UserError(
                    "--since is '" + text + "', expected an age such as 10m, 2h or 7d, or a time such as"
                            + " 2026-05-01T08:00:00Z",
                    e);
        }
    }
}
