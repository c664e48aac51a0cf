package io.sightline.trainer.dataset;

/** Is told how far long work has come. */
@FunctionalInterface
public interface Progress {
    Progress NONE = (done, total) -> {};

    void reached(int done, int total);
}
