package io.sightline.client;

import org.apache.kafka.common.errors.RetriableException;

/** The schema registry cannot be asked: whether the record is good cannot be known yet. */
public final class RegistryAwayException extends RetriableException {
    private static final long serialVersionUID = 1L;

    RegistryAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
