package io.sightline.console.openid;

/** The provider does not answer, or not as it should; the message is for an operator. */
public final class ProviderAway extends Exception {
    private static final long serialVersionUID = 1L;

    ProviderAway(String message, Throwable cause) {
        super(message, cause);
    }

    ProviderAway(String message) {
        super(message);
    }
}
