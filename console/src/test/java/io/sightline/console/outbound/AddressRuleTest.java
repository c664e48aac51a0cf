package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "fe80::1",
                "febf::1",
                "::ffff:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "::169.254.169.254",
                "fd00:ec2::254",
                "100.100.100.200",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255"
            })
    void metadataServicesAndWhatIsNoMachineAreNeverAllowed(String address) throws Exception {
        for (boolean isPlain : new boolean[] {false, true}) {
            assertThat(new AddressRule(true, isPlain).refusal(InetAddress.getByName(address)))
                    .hasValueSatisfying(why -> assertThat(why).contains("never used"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "::1",
                "::ffff:127.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:c0a8:0101::1",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "fd12:3456::1",
                "fc00::1"
            })
    void privateAddressesHaveToBeAllowed(String address) throws Exception {
        InetAddress resolved = InetAddress.getByName(address);

        assertThat(new AddressRule(false, false).refusal(resolved))
                .hasValueSatisfying(why -> assertThat(why).contains("allowPrivate"));
        assertThat(new AddressRule(true, false).refusal(resolved)).isEmpty();
        assertThat(new AddressRule(true, true).refusal(resolved)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "8.8.8.8"})
    void publicAddressesAreReachedWithEncryptionOnly(String address) throws Exception {
        InetAddress resolved = InetAddress.getByName(address);

        assertThat(new AddressRule(false, false).refusal(resolved)).isEmpty();
        assertThat(new AddressRule(true, true).refusal(resolved))
                .hasValueSatisfying(why -> assertThat(why).contains("encryption"));
    }
}
