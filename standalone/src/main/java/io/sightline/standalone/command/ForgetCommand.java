package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.identity.KnownLabels;
import io.sightline.operations.identity.Naming;
import io.sightline.operations.topics.Erasure;
import io.sightline.operations.topics.Erasure.Receipt;
import io.sightline.operations.topics.Labelling;
import io.sightline.operations.topics.Labelling.Outcome;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.Person;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description =
                "Erases a person: the name and every template go at once, for ever. Says what goes when. An unknown"
                        + " is forgotten by their key.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:forgotten",
            "2:nobody of that name, or several",
            "3:nobody knows that key, or it was forgotten before",
            "4:no running system, or no answer in time"
        })
final class ForgetCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private DataOption data;

    @Parameters(
            index = "0",
            paramLabel = "NAME|ID|ANON",
            description = "Exactly as ./sightline people or clusters shows it")
    private String nameOrId;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        try (TopicStore topics = data.topics()) {
            if (nameOrId.startsWith("anon-")) {
                return forgetStranger(topics);
            }
            Person person = People.of(topics.latest(Topics.PEOPLE))
                    .find(nameOrId)
                    .orElseThrow(() -> new UserError("Nobody is called '" + nameOrId
                            + "', and it is nobody's id; ./sightline people lists who is known"));
            Receipt receipt = new Erasure(topics, Clock.systemUTC()).erase(person, PATIENCE);
            if (json) {
                System.out.println(line(receipt));
            } else {
                print(receipt, System.out);
            }
        }
        return 0;
    }

    /** Nobody has a name to erase: what is known of them is a vector for each way they look. */
    private int forgetStranger(TopicStore topics) {
        Naming.requireKey(nameOrId);
        String key = KnownLabels.of(topics.latest(Topics.LABELS).values()).keyThatStays(nameOrId);
        Label label = Label.newBuilder()
                .setLabelId("forgotten-" + key)
                .setKind(LabelKind.FORGOTTEN)
                .setActor("operator")
                .setSaidAt(Instant.now())
                .setAnonymousId(key)
                .build();
        Outcome outcome = new Labelling(topics).say(label, PATIENCE);
        var answer = new LabelAnswer(outcome);
        if (json) {
            System.out.println(Json.line(answer.fields()));
        } else if (outcome.isSaid(LabelOutcome.APPLIED)) {
            System.out.println(nameOrId + " is forgotten: " + outcome.templates()
                    + " of their faces went from topic strangers, and what looked like them from what the matcher"
                    + " remembers. Whoever comes again gets another key. Events keep the old one; pictures and vectors"
                    + " in crops and embeddings go by retention.");
        } else {
            answer.print("", nameOrId, System.out, System.err);
        }
        return answer.exitCode().code();
    }

    private static void print(Receipt receipt, PrintStream out) {
        out.println(receipt.name() + " (" + receipt.personId() + ") is forgotten.");
        out.println();
        out.println("Gone now: the name, the consent, and " + receipt.templates()
                + (receipt.templates() == 1 ? " template" : " templates")
                + ". Nobody is recognised as this person any more.");
        out.println("Stays for ever: that " + receipt.personId() + " was erased, so that no replay brings it back.");
        out.println("On disk, Kafka overwrites what is gone within 8 days; if it is stopped then, soon after its next"
                + " start.");
        out.println(
                "The matcher's copy, folder state in the data folder, follows when its store compacts. Stop Sightline"
                        + " and delete that folder to have it gone at once: it is made again from Kafka.");
        out.println("Vectors of faces that cameras see now, without a name, stay in the matcher's changelog until the"
                + " camera's next ones overwrite them.");
        out.println(
                "Their pictures in topic " + Topics.CROPS_ARCHIVE.name() + ", from which data sets are made, are taken"
                        + " out by the archiver: within seconds while it runs, else when it runs again. Data sets then name them"
                        + " as gone: ./sightline dataset show FILE.");
        out.println("A model that was trained on them keeps what it has learned, which is no picture. If that has to go"
                + " too, train anew: on a data set made from now on they are not in it.");
        out.println();
        out.println("Retention removes, at the latest, what may show the person or carry their id (never the name):");
        var table = new Table("TOPIC", "GONE BY");
        receipt.remaining()
                .forEach((topic, at) -> table.row(
                        topic.name(), at.atZone(ZoneId.systemDefault()).toLocalDate()));
        table.print(out);
    }

    private static String line(Receipt receipt) {
        Map<String, Object> remaining = new LinkedHashMap<>();
        receipt.remaining().forEach((topic, at) -> remaining.put(topic.name(), at.toString()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("personId", receipt.personId());
        fields.put("name", receipt.name());
        fields.put("templatesRemoved", receipt.templates());
        fields.put("removedByRetention", remaining);
        return Json.line(fields);
    }
}
