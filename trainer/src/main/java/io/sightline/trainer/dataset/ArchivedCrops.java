package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The crops of a {@link DatasetFile}, or all that the archive holds, by person and cropId. Thread-safe. Closing it deletes
 * their copies on disk.
 */
public final class ArchivedCrops implements CropSet {
    private static final String VERSION = "archive";

    private final ScratchFolder folder;
    private final CropPack pack;
    private final List<Members.Member> members;
    private final List<GoneCrops> gone;

    private ArchivedCrops(ScratchFolder folder, CropPack pack, List<Members.Member> members, List<GoneCrops> gone) {
        this.folder = folder;
        this.pack = pack;
        this.members = List.copyOf(members);
        this.gone = List.copyOf(gone);
    }

    /**
     * All that the archive holds now.
     *
     * @param cache the folder under which the images lie as long as the set is open
     * @throws UserError if that is nothing
     */
    public static ArchivedCrops present(ArchiveLog log, Path cache, Progress progress) throws DependencyAwayException {
        return open(log.present(), Exclusions.NONE, log, cache, progress, members -> {
            members.requireSome();
            return List.of();
        });
    }

    static ArchivedCrops open(DatasetFile file, ArchiveLog log, Path cache, Progress progress)
            throws DependencyAwayException {
        return open(file.partitions(), file.exclude(), log, cache, progress, members -> compare(file, members));
    }

    /** @param examine says what is gone, or refuses what is there */
    private static ArchivedCrops open(
            List<PartitionRange> ranges,
            Exclusions exclude,
            ArchiveLog log,
            Path cache,
            Progress progress,
            Function<Members, List<GoneCrops>> examine)
            throws DependencyAwayException {
        var folder = ScratchFolder.in(cache);
        try {
            var members = new Members(ranges, exclude);
            copy(ranges, log, folder.path(), members, progress);
            List<GoneCrops> gone = examine.apply(members);
            // Opened again, it drops what was removed from the archive behind the range.
            Map<String, CropPack.Stamp> wanted = new HashMap<>();
            members.members().keySet().forEach(key -> wanted.put(key, CropPack.Stamp.NONE));
            CropPack pack = CropPack.open(folder.path(), VERSION, wanted);
            pack.finish();
            return new ArchivedCrops(folder, pack, List.copyOf(members.members().values()), gone);
        } catch (DependencyAwayException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static void copy(
            List<PartitionRange> ranges, ArchiveLog log, Path folder, Members members, Progress progress)
            throws DependencyAwayException {
        try (CropPack pack = CropPack.open(folder, VERSION, Map.of())) {
            log.read(ranges, progress, (record, crop) -> {
                if (members.take(record, crop) && pack.entry(key(crop)).isEmpty()) {
                    pack.add(
                            key(crop),
                            CropPack.Stamp.NONE,
                            new CutPicture.Face(Members.bytes(crop.getImage()), Landmarks.ofAvro(crop.getLandmarks())));
                }
            });
        }
    }

    private static String key(ArchivedCrop crop) {
        return crop.getPersonId() + "/" + crop.getCropId();
    }

    private static List<GoneCrops> compare(DatasetFile file, Members members) {
        SortedMap<String, String> present = members.people();
        List<GoneCrops> gone = new ArrayList<>();
        Set<String> all = new TreeSet<>(file.people().keySet());
        all.addAll(present.keySet());
        for (String person : all) {
            int expected = file.cropsOf(person);
            int found = present.containsKey(person)
                    ? Integer.parseInt(present.get(person).split(" ", 2)[0])
                    : 0;
            if (found < expected) {
                gone.add(new GoneCrops(person, expected, found, members.goneOf(person)));
            } else if (!present.get(person).equals(file.people().get(person))) {
                throw new UserError("The crops of " + person + " are not those that the data set was made of ("
                        + present.get(person) + " instead of "
                        + file.people().getOrDefault(person, "none")
                        + "): the archive is another one, or its topic was made anew");
            }
        }
        if (present.isEmpty()) {
            throw new UserError("Nothing is left of the data set: all " + file.crops() + " crops of "
                    + file.people().size() + " people have been erased since " + file.createdAt());
        }
        if (gone.isEmpty() && !members.digest().equals(file.digest())) {
            throw new UserError("The crops of each person are those that the data set was made of, but its digest is "
                    + file.digest() + " instead of " + members.digest() + ": the file was changed; write it anew");
        }
        return gone;
    }

    /** What the data set had when it was made, and has no more. */
    public List<GoneCrops> gone() {
        return gone;
    }

    /** Whether these are all images of the data set, bit for bit. */
    public boolean isWhole() {
        return gone.isEmpty();
    }

    /** How it was known whose face it is, when the data set was made. */
    public LabelSource source(int number) {
        return members.get(number).source();
    }

    /** 0 to 1. */
    public float quality(int number) {
        return members.get(number).quality();
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public String personId(int number) {
        return members.get(number).personId();
    }

    @Override
    public String cropId(int number) {
        return members.get(number).cropId();
    }

    @Override
    public LabelledCrop crop(int number) {
        Members.Member member = members.get(number);
        var face = (CropPack.Entry.Face)
                pack.entry(member.personId() + "/" + member.cropId()).orElseThrow();
        return new LabelledCrop(member.personId(), member.cropId(), pack.read(face), face.landmarks());
    }

    @Override
    public void close() {
        pack.close();
        folder.close();
    }
}
