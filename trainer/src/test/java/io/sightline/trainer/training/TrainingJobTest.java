package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import io.sightline.trainer.testkit.TinyTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobTest {
    @TempDir
    Path folder;

    private final List<Double> losses = new ArrayList<>();
    private final List<TrainingListener.Epoch> epochs = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void stepped(Step step) {
            losses.add(step.loss());
        }

        @Override
        public void validated(Epoch epoch) {
            epochs.add(epoch);
        }

        @Override
        public void warns(String message) {
            warnings.add(message);
        }
    };

    private TrainingResult train(TrainingTask task, TrainingOptions options) throws InterruptedException {
        return new TrainingJob(task, options, TinyTraining.machine(), folder, List.of(listener)).run();
    }

    private static TrainingTask task(CropSet train, CropSet validation) {
        return new TrainingTask(
                TinyNetwork.graph(0.3f), TinyNetwork.INPUT, TinyNetwork.TEMPLATE, train, validation, Optional.empty());
    }

    @Test
    void aNetworkLearnsToTellApartPeopleItHasNotSeen() throws InterruptedException {
        TrainingResult result = train(TinyTraining.task(0), TinyTraining.options(12));

        assertThat(result.epochs()).isEqualTo(12);
        assertThat(epochs.get(11).loss()).isLessThan(0.7 * epochs.get(0).loss());
        assertThat(epochs.get(result.bestEpoch() - 1).validation().auc()).isGreaterThan(0.85);
    }

    @Test
    void theSameSeedGivesTheSameLosses() throws InterruptedException {
        train(TinyTraining.task(0.3f), TinyTraining.options(2));
        List<Double> first = List.copyOf(losses);
        losses.clear();
        folder = folder.resolve("again");
        train(TinyTraining.task(0.3f), TinyTraining.options(2));

        assertThat(losses).isEqualTo(first);
    }

    @Test
    void aFinishedRunIsNotTrainedOn() throws InterruptedException {
        TrainingResult first = train(TinyTraining.task(0), TinyTraining.options(2));
        losses.clear();

        TrainingResult again = train(TinyTraining.task(0), TinyTraining.options(2));

        assertThat(losses).isEmpty();
        assertThat(again.best().parameters()).isEqualTo(first.best().parameters());
        assertThat(again.scoreName()).isEqualTo(first.scoreName());
    }

    @Test
    void checkpointsOfOtherSettingsAreRefused() throws InterruptedException {
        train(TinyTraining.task(0), TinyTraining.options(1));

        assertThatThrownBy(() -> train(TinyTraining.task(0), TinyTraining.options(2)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("other settings");
    }

    @Test
    void dataThatTellsNobodyApartIsRefused() {
        CropSet some = MadeUpPeople.of("v", 3, 3);
        assertThatThrownBy(() -> train(task(MadeUpPeople.of("p", 0, 0), some), TinyTraining.options(1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("training set is empty");
        assertThatThrownBy(() -> train(task(MadeUpPeople.of("p", 1, 9), some), TinyTraining.options(1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("one person only, p0");
        assertThatThrownBy(() -> train(task(MadeUpPeople.of("p", 9, 1), some), TinyTraining.options(1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("too few pictures");
        assertThatThrownBy(() -> train(task(some, MadeUpPeople.of("v", 1, 2)), TinyTraining.options(1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("validation set has faces of one person only");
    }

    @Test
    void aCorruptCropIsLeftOutAndNamed() throws InterruptedException {
        List<LabelledCrop> crops = new ArrayList<>(MadeUpPeople.of("p", 4, 4).crops());
        LabelledCrop good = crops.get(5);
        crops.set(5, new LabelledCrop(good.personId(), good.cropId(), new byte[] {1, 2, 3, 4}, good.landmarks()));

        TrainingResult result =
                train(task(new MadeUpPeople(crops), MadeUpPeople.of("v", 3, 3)), TinyTraining.options(1));

        assertThat(result.steps()).isPositive();
        assertThat(warnings).singleElement().asString().contains("p1/1").contains("no picture");
    }

    @Test
    void aTeacherThatIsNotGivenIsMissed() {
        TrainingOptions o = TinyTraining.options(1);
        TrainingOptions.Losses l = o.losses();
        var taught = new TrainingOptions(
                1,
                0,
                0,
                0,
                1,
                o.batches(),
                new TrainingOptions.Losses(0, l.margin(), l.mining(), 0, 0, 0, l.scale(), l.angle(), 1, l.aim()),
                o.steps(),
                o.augmentation());
        assertThatThrownBy(() -> train(TinyTraining.task(0), taught))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no teacher");
    }
}
