package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.CanonicalTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadPoseTest {
    /** Five points of a head in space: x to the right, y down, z towards the camera; the eyes 60 apart. */
    private static final double[][] HEAD = {
        {-30, -34, -24}, {30, -34, -24}, {0, 0, 0}, {-26.75, 30, -24}, {26.75, 30, -24}
    };

    @Test
    void theTemplateLooksStraightAhead() {
        HeadPose pose = HeadPose.of(CanonicalTemplate.POINTS);
        assertThat(pose.yaw()).isCloseTo(0, within(0.5f));
        assertThat(pose.pitch()).isCloseTo(0, within(0.5f));
        assertThat(pose.roll()).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "20,0,0", "-35,0,0", "50,0,0", "0,20,0", "0,-25,0", "0,0,15", "0,0,-60", "30,0,40", "0,15,-30"
    })
    void aHeadTurnedInSpaceIsMeasured(double yaw, double pitch, double roll) {
        HeadPose pose = HeadPose.of(seen(yaw, pitch, roll));
        assertThat(pose.yaw()).isCloseTo((float) yaw, within(1f));
        assertThat(pose.pitch()).isCloseTo((float) pitch, within(1f));
        assertThat(pose.roll()).isCloseTo((float) roll, within(1f));
    }

    @ParameterizedTest
    @CsvSource({"25,15", "-30,10", "20,-20"})
    void aHeadTurnedAndNoddingIsMeasuredRoughly(double yaw, double pitch) {
        HeadPose pose = HeadPose.of(seen(yaw, pitch, 0));
        assertThat(pose.yaw()).isCloseTo((float) yaw, within(10f));
        assertThat(pose.pitch()).isCloseTo((float) pitch, within(10f));
    }

    @Test
    void pointsThatAreNoFaceCountAsTurnedAway() {
        Point one = new Point(5, 5);
        assertThat(HeadPose.of(new Landmarks(one, one, one, one, one)).yaw()).isEqualTo(90);
    }

    /** Turned to the side, then nodding, then tilted; seen from afar. */
    private static Landmarks seen(double yaw, double pitch, double roll) {
        double a = Math.toRadians(yaw);
        double b = Math.toRadians(pitch);
        double c = Math.toRadians(roll);
        Point[] points = new Point[5];
        for (int i = 0; i < 5; i++) {
            double x = HEAD[i][0] * Math.cos(a) + HEAD[i][2] * Math.sin(a);
            double z = -HEAD[i][0] * Math.sin(a) + HEAD[i][2] * Math.cos(a);
            double y = HEAD[i][1] * Math.cos(b) + z * Math.sin(b);
            points[i] = new Point((float) (300 + x * Math.cos(c) - y * Math.sin(c)), (float)
                    (200 + x * Math.sin(c) + y * Math.cos(c)));
        }
        return new Landmarks(points[0], points[1], points[2], points[3], points[4]);
    }
}
