package io.sightline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void namesAreUnique() {
        assertThat(new HashSet<>(Topics.ALL.stream().map(Topic::name).toList())).hasSameSizeAs(Topics.ALL);
    }

    @Test
    void peopleAndEmbeddingsAreCoPartitioned() {
        // The matcher meets a person's erasure and enrolments in one task.
        assertThat(Topics.PEOPLE.partitions()).isEqualTo(Topics.EMBEDDINGS.partitions());
        // And every label in each of its tasks.
        assertThat(Topics.LABELS.partitions()).isEqualTo(Topics.EMBEDDINGS.partitions());
        assertThat(Topics.IDENTITY_EVENTS.partitions()).isEqualTo(Topics.EMBEDDINGS.partitions());
    }

    @Test
    void galleryHasOnePartitionWhoseOffsetIsItsVersion() {
        assertThat(Topics.GALLERY.partitions()).isEqualTo(1);
    }

    @Test
    void everySchemaReadsItself() {
        for (Topic<?> topic : Topics.ALL) {
            if (topic.hasSchema()) {
                var schema = SpecificData.get().getSchema(topic.valueType());
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(schema, schema)
                                .getType())
                        .as(topic.name())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }
}
