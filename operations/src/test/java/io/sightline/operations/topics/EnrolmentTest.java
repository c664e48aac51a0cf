package io.sightline.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnrolmentTest {
    private static final EnrollmentResult ENROLLED = result(EnrollmentOutcome.ENROLLED, "first");

    @ParameterizedTest
    @EnumSource(value = EnrollmentOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "ENROLLED")
    void noOtherOutcomeReplacesThatAPhotoIsEnrolled(EnrollmentOutcome other) {
        EnrollmentResult refusal = result(other, "other");

        assertThat(Enrolment.prevailing(ENROLLED, refusal)).isSameAs(ENROLLED);
        assertThat(Enrolment.prevailing(refusal, ENROLLED)).isSameAs(ENROLLED);
    }

    @Test
    void ofTwoAlikeTheLastHolds() {
        EnrollmentResult again = result(EnrollmentOutcome.ENROLLED, "again");
        EnrollmentResult dark = result(EnrollmentOutcome.TOO_DARK, "dark");
        EnrollmentResult blurred = result(EnrollmentOutcome.BLURRED, "blurred");

        assertThat(Enrolment.prevailing(ENROLLED, again)).isSameAs(again);
        assertThat(Enrolment.prevailing(dark, blurred)).isSameAs(blurred);
    }

    private static EnrollmentResult result(EnrollmentOutcome outcome, String message) {
        return EnrollmentResult.newBuilder()
                .setPersonId("person-1")
                .setPhotoId("photo-1")
                .setOutcome(outcome)
                .setMessage(message)
                .setDecidedAt(Instant.ofEpochMilli(0))
                .build();
    }
}
