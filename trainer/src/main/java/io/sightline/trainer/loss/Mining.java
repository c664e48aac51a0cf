package io.sightline.trainer.loss;

/** How the triplets of a batch are found. */
public enum Mining {
    /** Each pair of one person, with anyone else. */
    RANDOM,
    /** Each face with the farthest of its person and the nearest of others (Hermans et al. 2017, batch hard). */
    HARD,
    /**
     * Each pair of one person, with the nearest of others that is farther than the pair is apart (FaceNet, section
     * 3.2); where all are nearer, the farthest of them.
     */
    SEMI_HARD
}
