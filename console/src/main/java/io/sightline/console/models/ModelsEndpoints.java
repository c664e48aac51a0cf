package io.sightline.console.models;

import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.sightline.console.api.ComparisonForm;
import io.sightline.console.api.ComparisonView;
import io.sightline.console.api.ModelAnswer;
import io.sightline.console.api.ModelChangeForm;
import io.sightline.console.api.ModelChangeView;
import io.sightline.console.api.ModelsView;
import io.sightline.console.api.Role;
import io.sightline.console.api.TrainingRunView;
import io.sightline.console.audit.AuditLog;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Request;
import io.sightline.core.UserError;
import java.util.List;
import java.util.Map;

/** Models: which there are, how another comes to decide, and how two compare; and how training goes. */
final class ModelsEndpoints {
    private static final int MOST_HOURS = 720;
    private static final int DEFAULT_HOURS = 24;
    /** A report is one page with its style and pictures inside; it may do nothing, and fetch nothing. */
    private static final String REPORT_POLICY =
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private final ModelViews views;
    private final RollOuts rollOuts;
    private final Changes changes;
    private final Comparisons comparisons;
    private final ComparisonViews comparisonViews;
    private final TrainingRuns runs;
    private final AuditLog audit;

    ModelsEndpoints(
            ModelViews views,
            RollOuts rollOuts,
            Changes changes,
            Comparisons comparisons,
            ComparisonViews comparisonViews,
            TrainingRuns runs,
            AuditLog audit) {
        this.views = views;
        this.rollOuts = rollOuts;
        this.changes = changes;
        this.comparisons = comparisons;
        this.comparisonViews = comparisonViews;
        this.runs = runs;
        this.audit = audit;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.of(GET, "/models", "list-models", "Models that are known here, the active one first")
                        .role(Role.VIEWER)
                        .gives(ModelsView.class)
                        .by(request -> views.all(changes.latest().map(Change::view))),
                Endpoint.of(
                                POST,
                                "/models/changes",
                                "change-model",
                                "Lets a model shadow or decide, or no more; in the background, one at a time")
                        .role(Role.ADMIN)
                        .takes(ModelChangeForm.class)
                        .gives(ModelChangeView.class)
                        .by(this::change),
                Endpoint.of(GET, "/models/changes/{id}", "show-model-change", "How far a change of models is")
                        .role(Role.VIEWER)
                        .gives(ModelChangeView.class)
                        .by(request -> changes.find(request.path("id")).view()),
                Endpoint.of(
                                POST,
                                "/models/changes/{id}/answer",
                                "answer-model-change",
                                "Answers what a change of models asks")
                        .role(Role.ADMIN)
                        .takes(ModelAnswer.class)
                        .gives(ModelChangeView.class)
                        .by(this::answer),
                Endpoint.of(
                                POST,
                                "/models/comparisons",
                                "compare-models",
                                "Replays the log for a model and the active one; in the background, one at a time")
                        .role(Role.OPERATOR)
                        .takes(ComparisonForm.class)
                        .gives(ComparisonView.class)
                        .by(this::compare),
                Endpoint.of(
                                GET,
                                "/models/comparisons/{id}",
                                "show-model-comparison",
                                "What a model would decide otherwise, and what people said of it")
                        .role(Role.OPERATOR)
                        .gives(ComparisonView.class)
                        .by(request -> comparisonViews.of(comparisons.find(request.path("id")))),
                Endpoint.of(GET, "/training-runs", "list-training-runs", "Runs of the trainer, the latest first")
                        .role(Role.VIEWER)
                        .givesMany(TrainingRunView.class)
                        .by(request -> runs.all()),
                Endpoint.of(
                                GET,
                                "/training-runs/{name}/report",
                                "show-training-report",
                                "The page about a run; it shows faces")
                        .role(Role.OPERATOR)
                        .givesBytes("text/html")
                        .by(this::report));
    }

    private ModelChangeView change(Request request) {
        ModelChangeForm form = request.body(ModelChangeForm.class);
        changes.requireIdle();
        String actor = request.user().name();
        RollOuts.Prepared prepared = rollOuts.prepare(form, actor);
        AuditLog.Deed deed = request.about(
                prepared.modelId(), Map.of("kind", form.kind().name(), "forced", Boolean.toString(form.force())));
        return changes.start(
                        form.kind(),
                        prepared.modelId(),
                        actor,
                        dialogue -> rollOuts.run(prepared, dialogue),
                        why -> audit.failed(deed, why))
                .view();
    }

    private ModelChangeView answer(Request request) {
        ModelAnswer answer = request.body(ModelAnswer.class);
        Change change = changes.find(request.path("id"));
        request.about(change.view().modelId(), Map.of("answer", answer.yes() ? "yes" : "no"));
        change.answer(answer.yes());
        return change.view();
    }

    private ComparisonView compare(Request request) {
        ComparisonForm form = request.body(ComparisonForm.class);
        int hours = form.hours().orElse(DEFAULT_HOURS);
        if (hours < 1 || hours > MOST_HOURS) {
            throw new UserError("hours is " + hours + ", expected 1 to " + MOST_HOURS);
        }
        comparisons.requirePossible(form.candidate());
        AuditLog.Deed deed = request.about(form.candidate(), Map.of("hours", Integer.toString(hours)));
        return comparisonViews.of(comparisons.start(form.candidate(), hours, why -> audit.failed(deed, why)));
    }

    private byte[] report(Request request) {
        byte[] report = runs.report(request.path("name"));
        request.http().header("Content-Security-Policy", REPORT_POLICY);
        return report;
    }
}
