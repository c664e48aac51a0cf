package io.sightline.console.openid;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final Map<String, Role> ROLES =
            Map.of("guards", Role.OPERATOR, "heads", Role.ADMIN, "desk", Role.VIEWER);

    private static Claims claims(Map<String, Object> all) {
        return new Claims("subject", all);
    }

    @Test
    void theHighestRoleCounts() {
        assertThat(claims(Map.of("groups", List.of("desk", "heads", "guards"))).role("groups", ROLES))
                .contains(Role.ADMIN);
        assertThat(claims(Map.of("groups", List.of("desk", "staff"))).role("groups", ROLES))
                .contains(Role.VIEWER);
    }

    @Test
    void oneTextIsAsGoodAsAList() {
        assertThat(claims(Map.of("role", "guards")).role("role", ROLES)).contains(Role.OPERATOR);
        assertThat(claims(Map.of("role", "heads guards")).role("role", ROLES)).isEmpty();
    }

    @Test
    void dotsLeadIntoObjectsUnlessTheyAreInTheName() {
        Map<String, Object> nested = Map.of("realm_access", Map.of("roles", List.of("heads")));
        assertThat(claims(nested).role("realm_access.roles", ROLES)).contains(Role.ADMIN);
        assertThat(claims(Map.of("https://a.example/roles", List.of("desk"))).role("https://a.example/roles", ROLES))
                .contains(Role.VIEWER);
        assertThat(claims(nested).role("realm_access.roles.heads", ROLES)).isEmpty();
        assertThat(claims(nested).role("realm_access", ROLES)).isEmpty();
    }

    @Test
    void whatIsNoTextIsNoRole() {
        assertThat(claims(Map.of("groups", List.of(1, true, List.of("heads")))).role("groups", ROLES))
                .isEmpty();
        assertThat(claims(Map.of("groups", "Heads")).role("groups", ROLES)).isEmpty();
        assertThat(claims(Map.of()).role("groups", ROLES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna@sightline.example", "Anna Lindqvist", "O'Brien", "张伟", "CORP\\anna"})
    void aNameIsWhateverTheProviderCallsSomebody(String name) {
        assertThat(claims(Map.of("name", " " + name + " ")).name("name")).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "nobody", "console", "two\nlines", "annaadmin\u202enimda"})
    void whatCouldBeTakenForSomebodyElseIsNoName(String name) {
        assertThat(claims(Map.of("name", name)).name("name")).isEmpty();
        assertThat(claims(Map.of("name", "a".repeat(121))).name("name")).isEmpty();
        assertThat(claims(Map.of("name", 7)).name("name")).isEmpty();
    }
}
