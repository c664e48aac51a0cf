package io.sightline.operations.backup;

import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** What writer and reader of a backup agree on. */
final class BackupFormat {
    /** Raised when a reader of before would misunderstand the file; a field more with a default is no such change. */
    static final int VERSION = 1;

    /** In the file's header; tells a backup from any other Avro file. */
    static final String VERSION_KEY = "sightline.gallery-backup";

    /** A block is written when it has so many bytes. */
    static final int BLOCK_BYTES = 256 << 10;
    /** And never has more: a picture and its template beyond that. */
    static final int MOST_BLOCK_BYTES = 8 << 20;

    private static final long PATIENCE_SECONDS = 20;

    private BackupFormat() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** What tells one system from another. @throws Unavailable if Kafka does not say */
    static String systemOf(TopicStore topics) {
        try (Admin admin = topics.clients().admin()) {
            return admin.describeCluster().clusterId().get(PATIENCE_SECONDS, TimeUnit.SECONDS) + "/"
                    + topics.connection().topicPrefix();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Unavailable("Kafka does not tell which cluster it is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while asking Kafka which cluster it is", e);
        }
    }
}
