package io.sightline.ingest;

import io.sightline.core.UserError;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a camera's pictures come from. Passwords stand in it only as references, {@code ${env:NAME}} or
 * {@code ${file:PATH}}, which {@link SecretResolver} follows at the moment of opening.
 */
sealed interface SourceAddress {
    /** Names of query parameters whose values are secrets; a regular expression. */
    String SECRET_PARAMETERS = "password|passwd|pwd|pass|token|access_token|key|api_?key|secret|auth|sig|signature";

    /** For people: the address without user names, passwords and the like. */
    String shown();

    /** Whether pictures come as they happen, so that the end of the stream is a fault. */
    default boolean isLive() {
        return true;
    }

    /** An RTSP stream, over TCP: {@code rtsp://} or {@code rtsps://}. */
    record Rtsp(String template) implements SourceAddress {
        @Override
        public String shown() {
            return Url.of(template).shown();
        }
    }

    /** JPEG pictures in {@code multipart/x-mixed-replace}: {@code http://} or {@code https://}. */
    record Mjpeg(String template) implements SourceAddress {
        @Override
        public String shown() {
            return Url.of(template).shown();
        }
    }

    /** A camera of this machine, such as {@code /dev/video0}. */
    record Webcam(Path device) implements SourceAddress {
        @Override
        public String shown() {
            return device.toString();
        }
    }

    /** A video, a picture or a folder of pictures; which, is seen when it is opened. */
    record Local(Path path) implements SourceAddress {
        @Override
        public String shown() {
            return path.toString();
        }

        @Override
        public boolean isLive() {
            return false;
        }
    }

    /**
     * Reads an address; whether anything is there is seen only when it is opened.
     *
     * @throws UserError saying what is wrong, without any secret of the text
     */
    static SourceAddress parse(String text) {
        String address = text.strip();
        if (address.isEmpty()) {
            throw new UserError("A camera's source is empty; expected " + Url.EXPECTED);
        }
        int schemeEnd = address.indexOf("://");
        if (schemeEnd < 0) {
            if (address.startsWith("${")) {
                throw new UserError("A camera's source begins with a reference; only its user name and password may be"
                        + " references, as in rtsp://${env:CAMERA_USER}:${env:CAMERA_PASSWORD}@host/path");
            }
            Path path = Path.of(address);
            return address.matches("/dev/video\\d+") ? new Webcam(path) : new Local(path);
        }
        String scheme = address.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "rtsp", "rtsps" -> new Rtsp(Url.checked(address));
            case "http", "https" -> new Mjpeg(Url.checked(address));
            case "file" -> new Local(Path.of(address.substring(schemeEnd + 3)));
            default ->
                throw new UserError(
                        "The scheme of " + Url.of(address).shown() + " is unknown; expected " + Url.EXPECTED);
        };
    }

    /** The parts of a network address that matter here. References are kept whole, whatever characters they have. */
    record Url(String scheme, String userInfo, String host, String rest) {
        static final String EXPECTED =
                "rtsp://, rtsps://, http:// or https:// (MJPEG), /dev/videoN, a video file or an image folder";
        private static final String REFERENCE = "\\$\\{(?:env|file):[^}]*}";
        private static final Pattern REFERENCES = Pattern.compile("(?:" + REFERENCE + ")+");
        // A password with an @ or a / in it moves the last @ to the right: all before it counts as user info, so that
        // no part of it is ever shown.
        private static final Pattern FORM = Pattern.compile("(?<scheme>[^:/]*)://(?:(?<user>(?:" + REFERENCE
                + "|[^?#])*)@)?(?<host>(?:" + REFERENCE + "|[^/?#])*)(?<rest>.*)");
        private static final Pattern SECRET_VALUE =
                Pattern.compile("[?&](" + SECRET_PARAMETERS + ")=([^&#]*)", Pattern.CASE_INSENSITIVE);

        static Url of(String template) {
            Matcher m = FORM.matcher(template);
            if (!m.matches()) {
                throw new UserError("A camera's source is not an address; expected " + EXPECTED);
            }
            return new Url(
                    m.group("scheme"),
                    m.group("user") == null ? "" : m.group("user"),
                    m.group("host"),
                    m.group("rest"));
        }

        static String checked(String template) {
            Url url = of(template);
            if (url.host.isEmpty() || url.host.startsWith(":")) {
                throw new UserError("The address " + url.shown() + " has no host");
            }
            if (!url.host.matches("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:\\s]+)(:\\d{1,5})?")) {
                throw new UserError("The address " + url.scheme + "://" + Redaction.MARK
                        + " is not of the form " + url.scheme + "://user:password@host:port/path, or its password has"
                        + " characters that an address cannot have. " + howToGive("a password"));
            }
            int colon = url.userInfo.replaceAll(REFERENCE, "R").indexOf(':');
            if (colon >= 0 && !isReference(url.userInfo.replaceFirst("^(?:" + REFERENCE + "|[^:])*:", ""))) {
                throw new UserError("The address " + url.shown() + " has its password in plain text. "
                        + howToGive("a password") + " (An @ that belongs to the path is written %40.)");
            }
            Matcher parameter = SECRET_VALUE.matcher(url.rest);
            while (parameter.find()) {
                if (!isReference(parameter.group(2))) {
                    throw new UserError("The address " + url.shown() + " has '" + parameter.group(1)
                            + "' in plain text. " + howToGive("it"));
                }
            }
            return template;
        }

        private static boolean isReference(String text) {
            return text.isEmpty() || REFERENCES.matcher(text).matches();
        }

        private static String howToGive(String what) {
            return "Give " + what
                    + " by reference, so that it stays out of files, topics and logs: ${env:NAME} reads an"
                    + " environment variable, ${file:PATH} a file, as in rtsp://admin:${env:LOBBY_PASSWORD}@host/path.";
        }

        String shown() {
            return Redaction.apply(scheme + "://" + (userInfo.isEmpty() ? "" : Redaction.MARK + "@") + host + rest);
        }
    }
}
