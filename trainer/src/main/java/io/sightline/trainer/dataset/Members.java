package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import io.sightline.models.Sha256;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.EarlierRecord;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.trainer.archive.ArchiveHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds out which crops a data set has, from the archive as it is now.
 *
 * <p>A crop that was rewritten since lies behind the range, but says where it came into the archive and what was said of
 * it then; one that was removed is remembered as gone.
 */
final class Members {

    /**
     * A crop of the data set.
     *
     * @param source as it was when the data set was made
     * @param imageSha256 of the JPEG
     */
    record Member(String personId, String cropId, LabelSource source, float quality, String imageSha256) {}

    private final Map<Integer, PartitionRange> ranges;
    private final Exclusions exclude;
    private final SortedMap<String, Member> members = new TreeMap<>();
    private final TreeSet<String> gone = new TreeSet<>();

    Members(List<PartitionRange> ranges, Exclusions exclude) {
        this.ranges = ranges.stream().collect(Collectors.toMap(PartitionRange::partition, range -> range));
        this.exclude = exclude;
    }

    /**
     * Takes in the next record of a partition.
     *
     * @param crop null for a tombstone
     * @return whether this is a crop of the data set
     */
    boolean take(ConsumerRecord<byte[], byte[]> record, ArchivedCrop crop) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        PartitionRange range = ranges.get(record.partition());
        if (crop == null) {
            remove(record, key, range);
            return false;
        }
        List<EarlierRecord> earlier = crop.getEarlier();
        long first = earlier.isEmpty() ? record.offset() : earlier.get(0).getOffset();
        if (!range.contains(first)) {
            return false;
        }
        LabelSource source = sourceBefore(range.to(), record.offset(), crop);
        if (exclude.exclude(crop, source)) {
            members.remove(key); // said to be of another source than before, within the range
            return false;
        }
        members.put(
                key,
                new Member(
                        crop.getPersonId(),
                        crop.getCropId(),
                        source,
                        crop.getQuality().getScore(),
                        Sha256.of(bytes(crop.getImage()))));
        return true;
    }

    private void remove(ConsumerRecord<byte[], byte[]> record, String key, PartitionRange range) {
        boolean was = members.remove(key) != null
                || ArchiveHeaders.firstIn(record).stream().anyMatch(range::contains);
        if (was && record.offset() >= range.to()) {
            gone.add(key);
        }
    }

    private static LabelSource sourceBefore(long end, long offset, ArchivedCrop crop) {
        LabelSource source = crop.getSource();
        if (offset >= end) {
            for (EarlierRecord earlier : crop.getEarlier()) {
                if (earlier.getOffset() < end) {
                    source = earlier.getSource();
                }
            }
        }
        return source;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** @throws UserError if there is none */
    void requireSome() {
        if (members.isEmpty()) {
            throw new UserError("The archive has no crop"
                    + (exclude.equals(Exclusions.NONE) ? "" : " that is not excluded")
                    + ": it fills as people are enrolled (./sightline enroll), seen and confirmed");
        }
    }

    /** By key. */
    SortedMap<String, Member> members() {
        return members;
    }

    /** Keys of crops that were removed from the archive after the data set was made, as far as that can be told. */
    List<String> goneOf(String personId) {
        return gone.stream().filter(key -> key.startsWith(personId + "/")).toList();
    }

    /** SHA-256 over the sorted keys and the images' hashes. */
    String digest() {
        return digest(members);
    }

    /** Of each person, how many crops and their digest: {@code 14 3f2a9c0d11e4b7a8}. */
    SortedMap<String, String> people() {
        Map<String, SortedMap<String, Member>> byPerson = new TreeMap<>();
        members.forEach((key, member) -> byPerson.computeIfAbsent(member.personId(), p -> new TreeMap<>())
                .put(key, member));
        SortedMap<String, String> people = new TreeMap<>();
        byPerson.forEach((person, crops) ->
                people.put(person, crops.size() + " " + digest(crops).substring(0, 16)));
        return people;
    }

    private static String digest(SortedMap<String, Member> members) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            members.forEach((key, member) ->
                    sha256.update((key + " " + member.imageSha256() + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
