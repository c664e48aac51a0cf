package io.sightline.console.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which addresses a target may be at, so that nobody makes the console talk to what only the console can reach. It is
 * asked about the resolved address at each connection: a name may be at another place than when it was configured.
 *
 * @param allowPrivate whether loopback and private addresses will do
 * @param requirePrivate whether no others will do, because nothing is encrypted
 */
record AddressRule(boolean allowPrivate, boolean requirePrivate) {

    /** Why not this address; empty if it may be used. */
    Optional<String> refusal(InetAddress address) {
        InetAddress meant = meant(address);
        if (isNeverAllowed(meant)) {
            return Optional.of(address.getHostAddress()
                    + " is link-local, a cloud's metadata service or no address of one machine: never used");
        }
        boolean isPrivate = isPrivate(meant);
        if (isPrivate && !allowPrivate) {
            return Optional.of(address.getHostAddress()
                    + " is a loopback or private address, which has to be allowed for this target (allowPrivate)");
        }
        if (!isPrivate && requirePrivate) {
            return Optional.of(
                    address.getHostAddress() + " is a public address, which is reached with encryption only");
        }
        return Optional.empty();
    }

    /** The IPv4 address that an IPv6 address carries, if it does; Java has unwrapped ::ffff:0:0/96 already. */
    private static InetAddress meant(InetAddress address) {
        if (!(address instanceof Inet6Address six)) {
            return address;
        }
        byte[] b = address.getAddress();
        boolean isNat64 = startsWith(b, 0x00, 0x64, 0xff, 0x9b);
        if (startsWith(b, 0x20, 0x02)) { // 6to4, RFC 3056
            return four(b, 2);
        }
        boolean isCompatible = six.isIPv4CompatibleAddress() && !six.isLoopbackAddress() && !six.isAnyLocalAddress();
        return isNat64 || isCompatible ? four(b, 12) : address;
    }

    private static InetAddress four(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static boolean isNeverAllowed(InetAddress address) {
        byte[] b = address.getAddress();
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || (b.length == 4 && (b[0] == 0 || (b[0] & 0xf0) == 0xf0))
                // The metadata services of Alibaba's and of Amazon's clouds, which are not link-local.
                || Arrays.equals(b, new byte[] {100, 100, 100, (byte) 200})
                || startsWith(b, 0xfd, 0x00, 0x0e, 0xc2);
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] b = address.getAddress();
        if (address.isLoopbackAddress() || address.isSiteLocalAddress()) {
            return true;
        } else if (b.length == 16) {
            return (b[0] & 0xfe) == 0xfc; // unique local, RFC 4193
        }
        return (b[0] == 100 && (b[1] & 0xc0) == 64) // between a carrier and its customers, RFC 6598
                || startsWith(b, 192, 0, 0)
                || startsWith(b, 198, 18)
                || startsWith(b, 198, 19);
    }

    private static boolean startsWith(byte[] bytes, int... begin) {
        for (int i = 0; i < begin.length; i++) {
            if (bytes[i] != (byte) begin[i]) {
                return false;
            }
        }
        return true;
    }
}
