package io.sightline.core.service;

/** A part of the system with a life of its own: made without I/O, started, stopped. */
public interface Service extends AutoCloseable {

    /** Begins work on threads of its own and returns; a dependency that is away makes it unready, not failed. */
    void start();

    /** Finishes what it holds, commits, and releases everything; returns when done. May be called twice. */
    @Override
    void close();
}
