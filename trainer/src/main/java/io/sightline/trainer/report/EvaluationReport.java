package io.sightline.trainer.report;

import io.sightline.trainer.chart.LineChart;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.GroupFigures;
import io.sightline.trainer.evaluation.Mistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Models on one set of pairs, as a page that is one file: figures, curves, and the worst mistakes as pictures.
 *
 * @param set whose faces are shown
 * @param models on this set
 * @param figures of these models
 * @param remarks sentences below the figures, such as comparisons
 * @param groups tables by group, where there are any
 */
public record EvaluationReport(
        EvaluationSet set,
        List<Judged> models,
        FiguresTable figures,
        List<String> remarks,
        List<GroupFigures.Table> groups) {

    /** A model and what it gets most wrong. */
    public record Judged(Assessment assessment, Mistake.Worst worst) {}

    public EvaluationReport {
        models = List.copyOf(models);
        remarks = List.copyOf(remarks);
        groups = List.copyOf(groups);
    }

    /** @throws io.sightline.core.UserError naming the file, if it cannot be written */
    public void write(Path file) {
        HtmlPage.write(html(), file);
    }

    String html() {
        List<Assessment> assessments = models.stream().map(Judged::assessment).toList();
        var page = new HtmlPage("How well faces are told apart: " + set.name())
                .paragraph(figures.basis())
                .table(figures.headings(), figures.rows());
        remarks.forEach(page::paragraph);
        groups.forEach(t -> page.heading(t.title()).table(t.headings(), t.rows()));
        List<LineChart> charts =
                new ArrayList<>(List.of(VerificationCharts.roc(assessments), VerificationCharts.det(assessments)));
        assessments.forEach(a -> charts.add(VerificationCharts.distances(a)));
        page.heading("Curves").charts(charts);
        for (Judged model : models) {
            String name = model.assessment().model();
            page.heading("Two people who look alike to " + name)
                    .pairs(PicturePair.of(set, model.worst().impostors()))
                    .heading("One person who looks like two to " + name)
                    .pairs(PicturePair.of(set, model.worst().genuine()));
        }
        return page.html();
    }
}
