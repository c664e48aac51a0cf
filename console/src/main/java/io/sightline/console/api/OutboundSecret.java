package io.sightline.console.api;

/** @param secret by which a webhook's messages are signed, in the form of Standard Webhooks: whsec_ and base64 */
public record OutboundSecret(String secret) {
    @Override
    public String toString() {
        return "OutboundSecret[]";
    }
}
