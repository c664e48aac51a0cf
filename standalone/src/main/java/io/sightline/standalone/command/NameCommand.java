package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.identity.Naming;
import io.sightline.operations.identity.Naming.Named;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.LabelOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "name",
        mixinStandardHelpOptions = true,
        description = "Gives an unknown a name: enrols them by what cameras saw, and corrects every event of theirs, on"
                + " all cameras.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:named",
            "1:the matcher failed on it",
            "2:no key of an unknown, or a name that exists",
            "3:nobody knows the key, or it had that name before; a new name is not kept",
            "4:no running system, or no answer in time"
        })
final class NameCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Mixin
    private LabelOptions options;

    @Parameters(index = "0", paramLabel = "ANON", description = "The key, as ./sightline clusters shows it")
    private String key;

    @Parameters(index = "1", paramLabel = "NAME|ID", description = "A new name, or the id of somebody who is known")
    private String name;

    @Option(names = "--as-existing", description = "It is the person who has this name already")
    private boolean asExisting;

    @Option(names = "--consent", paramLabel = "TEXT", description = "What the person agreed to, in your words")
    private String consent;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        if (name.isBlank()) {
            throw new UserError("The name is empty; expected ./sightline name ANON NAME");
        }
        Naming.requireKey(key);
        try (TopicStore topics = data.topics()) {
            Named named = new Naming(topics)
                    .name(
                            key,
                            name.strip(),
                            asExisting,
                            Optional.ofNullable(consent),
                            options.saying(),
                            options.patience());
            var answer = new LabelAnswer(named.outcome());
            if (json) {
                System.out.println(line(named, answer));
            } else {
                print(named, answer);
            }
            return answer.exitCode().code();
        }
    }

    private void print(Named named, LabelAnswer answer) {
        if (!named.anonymousId().equals(key)) {
            System.out.println(key + " proved to be " + named.anonymousId() + ", which is the key that stays.");
        }
        String person = named.person().getName() + " (" + named.person().getPersonId() + ")";
        answer.print(
                named.anonymousId() + " is " + person
                        + (named.isNew() ? ", who is known from now on." : ", who was known before."),
                named.anonymousId(),
                System.out,
                System.err);
        if (!named.outcome().isSaid(LabelOutcome.APPLIED)) {
            named.earlier()
                    .ifPresent(l -> System.err.println("sightline: it was given the name of " + l.getPersonId() + " by "
                            + l.getActor() + " at " + l.getSaidAt()
                            + "; to say that this was wrong: ./sightline correct EVENT --is NAME"));
        }
        if (!named.isKept()) {
            System.err.println("sightline: " + named.person().getName() + " is not kept: nothing was learned of them.");
        }
    }

    private static String line(Named named, LabelAnswer answer) {
        Map<String, Object> fields = answer.fields();
        fields.put("name", named.person().getName());
        fields.put("isNew", named.isNew());
        fields.put("isKept", named.isKept());
        return Json.line(fields);
    }
}
