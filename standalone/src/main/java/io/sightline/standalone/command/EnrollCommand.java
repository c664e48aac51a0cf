package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.topics.Enrolment;
import io.sightline.operations.topics.Enrolment.Answer;
import io.sightline.operations.topics.Enrolment.Outcome;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.Photo;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EnrollmentResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = "Makes a person known by photos, and says of each whether it will do. More photos of a person who"
                + " is known add to what they are recognised by.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every photo is enrolled",
            "2:a file cannot be used",
            "3:a photo was refused",
            "4:no running system, or no answer in time"
        })
final class EnrollCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Parameters(index = "0", paramLabel = "NAME", description = "The person's name, or the id of a known person")
    private String name;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PHOTO",
            description = "Pictures of this person alone, face from the front, at least 48 px across")
    private List<Path> files;

    @Option(names = "--consent", paramLabel = "TEXT", description = "What the person agreed to, in your words")
    private String consent;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for the answers. Default: ${DEFAULT-VALUE}")
    private int timeout;

    @Option(names = "--json", description = "One JSON object per photo")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        if (name.isBlank()) {
            throw new UserError("The name is empty; expected ./sightline enroll NAME PHOTO...");
        }
        List<Photo> photos = read(files);
        try (TopicStore topics = data.topics()) {
            Outcome outcome = new Enrolment(topics)
                    .enrol(name.strip(), photos, Optional.ofNullable(consent), Duration.ofSeconds(timeout));
            print(outcome, System.out);
            if (!json) {
                warnOfLookAlikes(outcome, topics, System.out);
            }
            return exitCode(outcome).code();
        }
    }

    /** Every bad file is told at once. */
    private static List<Photo> read(List<Path> files) {
        List<Photo> photos = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            try {
                photos.add(Photo.read(file));
            } catch (UserError e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("Nothing was sent, because of\n  " + String.join("\n  ", problems));
        }
        return photos;
    }

    private void print(Outcome outcome, PrintStream out) {
        if (json) {
            outcome.answers().forEach(a -> out.println(line(outcome, a)));
            return;
        }
        printVerdicts(outcome, out);
        long enrolled = outcome.answers().stream().filter(Answer::isEnrolled).count();
        if (enrolled > 0) {
            out.println(outcome.person().getName() + " (" + outcome.person().getPersonId() + ") "
                    + (outcome.isNew() ? "is known now, by " : "is known by ")
                    + enrolled + (outcome.isNew() ? "" : " more") + (enrolled == 1 ? " photo." : " photos."));
        }
    }

    /** Cameras may take one for the other: whoever enrols can still add better photos, or decide otherwise. */
    private static void warnOfLookAlikes(Outcome outcome, TopicStore topics, PrintStream out) {
        Map<String, Float> closest = new TreeMap<>();
        outcome.answers().stream()
                .flatMap(a -> a.result().stream())
                .filter(EnrollmentResult::getTooClose)
                .forEach(r -> closest.merge(r.getClosestPersonId(), r.getClosestDistance(), Math::min));
        if (closest.isEmpty()) {
            return;
        }
        People people = People.of(topics.latest(Topics.PEOPLE));
        closest.forEach((other, distance) -> out.printf(
                Locale.ROOT,
                "Warning: %s and %s (%s) are as close as relatives: distance %.2f. Cameras may not tell them apart, and"
                        + " then name neither. If they are one person, forget one of the two.%n",
                outcome.person().getName(),
                people.nameOf(other),
                other,
                distance));
    }

    static void printVerdicts(Outcome outcome, PrintStream out) {
        var table = new Table("PHOTO", "VERDICT", "QUALITY", "WHY");
        for (Answer answer : outcome.answers()) {
            table.row(
                    answer.photo().label(),
                    answer.result().map(r -> r.getOutcome().name()).orElse("NO_ANSWER"),
                    answer.result().map(EnrollCommand::quality).orElse(""),
                    answer.isEnrolled()
                            ? ""
                            : answer.result()
                                    .map(EnrollmentResult::getMessage)
                                    .orElse("The pipeline did not answer in time; see ./sightline doctor."));
        }
        table.print(out);
    }

    private static String quality(EnrollmentResult result) {
        return result.getQuality() == null
                ? ""
                : String.format(Locale.ROOT, "%.2f", result.getQuality().getScore());
    }

    private static String line(Outcome outcome, Answer answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("photo", answer.photo().label());
        fields.put("personId", outcome.person().getPersonId());
        fields.put("name", outcome.person().getName());
        fields.put("outcome", answer.result().map(r -> r.getOutcome().name()).orElse("NO_ANSWER"));
        fields.put("message", answer.result().map(EnrollmentResult::getMessage).orElse(null));
        fields.put(
                "templateId",
                answer.result().map(EnrollmentResult::getTemplateId).orElse(null));
        fields.put(
                "quality",
                answer.result()
                        .map(EnrollmentResult::getQuality)
                        .map(q -> q.getScore())
                        .orElse(null));
        answer.result().ifPresent(r -> {
            fields.put("closestPersonId", r.getClosestPersonId());
            fields.put("closestDistance", r.getClosestDistance());
            fields.put("tooClose", r.getTooClose());
        });
        return Json.line(fields);
    }

    private static ExitCode exitCode(Outcome outcome) {
        if (outcome.isComplete()) {
            return ExitCode.OK;
        }
        return outcome.answers().stream().anyMatch(a -> a.result().isEmpty())
                ? ExitCode.UNAVAILABLE
                : ExitCode.NEGATIVE;
    }
}
