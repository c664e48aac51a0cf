package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.testkit.TestCrops;
import io.sightline.trainer.data.LabelledCrop;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsableCropsTest {
    private static LabelledCrop crop(String person, String id, byte[] jpeg) {
        return new LabelledCrop(person, id, jpeg, CanonicalTemplate.POINTS);
    }

    private final byte[] jpeg = TestCrops.one(1).jpeg();
    private final LabelledCrop corrupt = crop("bob", "0-2", Arrays.copyOf(jpeg, 40));

    @Test
    void aCorruptCropIsLeftOutAndNamed() {
        var set = new MemoryCrops(List.of(crop("ada", "0-1", jpeg), corrupt, crop("bob", "0-3", jpeg)));

        UsableCrops usable = UsableCrops.of(set);

        assertThat(usable.refused()).hasSize(1);
        assertThat(usable.refused().get(0)).startsWith("bob/0-2: ");
        assertThat(usable.crops().size()).isEqualTo(2);
        assertThat(usable.crops().cropId(1)).isEqualTo("0-3");
    }

    @Test
    void aSetInWhichAllIsWellIsTheSetItself() {
        var set = new MemoryCrops(List.of(crop("ada", "0-1", jpeg)));

        assertThat(UsableCrops.of(set)).isEqualTo(new UsableCrops(set, List.of()));
    }

    @Test
    void aSetOfCorruptCropsIsRefused() {
        assertThatThrownBy(() -> UsableCrops.of(new MemoryCrops(List.of(corrupt))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("None of the 1 crops can be used; the first is bob/0-2: ");
    }
}
