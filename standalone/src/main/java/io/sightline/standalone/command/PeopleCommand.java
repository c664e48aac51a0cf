package io.sightline.standalone.command;

import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.TemplateKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description = "Lists the people who are enrolled.",
        subcommands = {PeopleBackupCommand.class, PeopleRestoreCommand.class})
final class PeopleCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Option(names = "--json", description = "One JSON object per line")
    private boolean json;

    private record Template(String personId, String templateId) {}

    @Override
    public Integer call() {
        Logging.off();
        try (TopicStore topics = data.topics()) {
            var people = People.of(topics.latest(Topics.PEOPLE));
            Map<String, Long> templates = topics.latest(Topics.GALLERY).values().stream()
                    .filter(e -> e.value().getKind() == TemplateKind.FACE)
                    // Under several models a template counts once.
                    .map(e -> new Template(e.value().getPersonId(), e.value().getTemplateId()))
                    .distinct()
                    .collect(Collectors.groupingBy(Template::personId, Collectors.counting()));
            if (json) {
                people.all().forEach(p -> System.out.println(line(p, templates)));
            } else if (people.all().isEmpty()) {
                System.out.println("Nobody is enrolled. Enrol somebody: ./sightline enroll NAME PHOTO...");
            } else {
                table(people, templates).print(System.out);
            }
        }
        return 0;
    }

    private static Table table(People people, Map<String, Long> templates) {
        var table = new Table("NAME", "ID", "TEMPLATES", "CHANGED", "CONSENT");
        for (Person p : people.all()) {
            table.row(
                    p.getName(),
                    p.getPersonId(),
                    templates.getOrDefault(p.getPersonId(), 0L),
                    p.getChangedAt(),
                    p.getConsent() == null ? "not recorded" : p.getConsent());
        }
        return table;
    }

    private static String line(Person p, Map<String, Long> templates) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", p.getName());
        fields.put("personId", p.getPersonId());
        fields.put("templates", templates.getOrDefault(p.getPersonId(), 0L));
        fields.put("changedAt", p.getChangedAt().toString());
        fields.put("consent", p.getConsent());
        return Json.line(fields);
    }
}
