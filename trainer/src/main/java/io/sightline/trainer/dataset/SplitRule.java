package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Which people are trained on, which validate, which test. A person's lot is the SHA-256 of seed and personId, in 16 hex
 * digits; people are trained on whose lot is below the first bound, validate below the second, and test from there on.
 *
 * <p>The bounds are laid so that the people at hand are split 7:2:1 to the person, as small sets need it; from six people
 * on, two at least validate and two test, since of one alone nothing can be measured. Kept with the data set, the bounds
 * give each person the same part for ever: who joins, or is erased, moves nobody else.
 *
 * @param seed of the lots
 * @param validationFrom lot of the first person who validates, 16 lower-case hex digits
 * @param testFrom lot of the first person who tests
 */
public record SplitRule(long seed, String validationFrom, String testFrom) {
    /** What a person's pictures are for. */
    public enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    private static final int LEAST_PEOPLE = 4;
    private static final int LEAST_TO_MEASURE = 6;

    public SplitRule {
        requireLot("validationFrom", validationFrom);
        requireLot("testFrom", testFrom);
        if (validationFrom.compareTo(testFrom) > 0) {
            throw new IllegalArgumentException("validationFrom " + validationFrom + " lies above testFrom " + testFrom);
        }
    }

    private static void requireLot(String name, String lot) {
        if (lot == null || !lot.matches("[0-9a-f]{16}")) {
            throw new IllegalArgumentException(name + " is '" + lot + "', expected 16 lower-case hex digits");
        }
    }

    /**
     * Lays the bounds: a fifth of the people validate, a tenth test; two at least each, of four and five people one.
     *
     * @throws UserError for fewer than four people: two to be told apart in training, one each to validate and to test
     */
    public static SplitRule fitting(Collection<String> people, long seed) {
        List<String> distinct = people.stream().distinct().sorted().toList();
        if (distinct.size() < LEAST_PEOPLE) {
            throw new UserError("A split 7:2:1 by person needs at least " + LEAST_PEOPLE + " people; the data set has "
                    + (distinct.isEmpty() ? "none" : distinct.size() + ": " + String.join(", ", distinct)));
        }
        List<String> lots =
                distinct.stream().map(person -> lot(seed, person)).sorted().toList();
        int least = distinct.size() < LEAST_TO_MEASURE ? 1 : 2;
        int test = Math.max(least, Math.round(distinct.size() * 0.1f));
        int validation = Math.max(least, Math.round(distinct.size() * 0.2f));
        int train = distinct.size() - validation - test;
        return new SplitRule(seed, lots.get(train), lots.get(train + validation));
    }

    public Part part(String personId) {
        String lot = lot(seed, personId);
        if (lot.compareTo(validationFrom) < 0) {
            return Part.TRAIN;
        }
        return lot.compareTo(testFrom) < 0 ? Part.VALIDATION : Part.TEST;
    }

    private static String lot(long seed, String personId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((seed + "/" + personId).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
