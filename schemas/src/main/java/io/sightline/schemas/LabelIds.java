package io.sightline.schemas;

/** Ids of labels that several modules have to know. */
public final class LabelIds {
    private LabelIds() {}

    /** Of the label that says that two people are one: the same again is no other word. */
    public static String ofMerge(String personId, String intoPersonId) {
        return "merged-" + personId + "-into-" + intoPersonId;
    }
}
