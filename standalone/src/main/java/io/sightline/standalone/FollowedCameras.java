package io.sightline.standalone;

import io.sightline.core.config.ConfigLoader;
import io.sightline.ingest.IngestSettings;

/** How ingest reads cameras here: all of them come from the topic, so that they may change while it runs. */
final class FollowedCameras {
    private FollowedCameras() {}

    static IngestSettings settings() {
        IngestSettings d = ConfigLoader.defaults(IngestSettings.class);
        return new IngestSettings(
                d.cameras(),
                true,
                d.openTimeout(),
                d.stallTimeout(),
                d.reconnectFirst(),
                d.reconnectLongest(),
                d.stillInterval(),
                d.motionHold(),
                d.motionThreshold(),
                d.motionCells(),
                d.queueLength(),
                d.secretVariablePrefix(),
                d.secretFolder());
    }
}
