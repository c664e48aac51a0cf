package io.sightline.matcher;

import io.sightline.matcher.state.CalibrationRow;
import io.sightline.schemas.avro.Calibration;
import io.sightline.schemas.avro.ModelRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what was calibrated on this system for the active model; without that the bundle's threshold holds. */
final class CalibrationProcessor extends GlobalCopy<ModelRecord, CalibrationRow> {
    private static final Logger LOG = LoggerFactory.getLogger(CalibrationProcessor.class);

    private final ActiveModel model;
    private final Thresholds thresholds;

    CalibrationProcessor(
            String storeName,
            Deserializer<ModelRecord> records,
            ActiveModel model,
            Thresholds thresholds,
            DeadLetterDesk deadLetters) {
        super(storeName, records, deadLetters);
        this.model = model;
        this.thresholds = thresholds;
    }

    @Override
    void clear() {
        thresholds.reset();
    }

    @Override
    void put(String key, CalibrationRow row) {
        if (!model.isNamed(key)) {
            return;
        }
        if (row.getThreshold() <= 0) {
            thresholds.reset();
            return;
        }
        thresholds.calibrate(row.getThreshold(), row.getMargin(), row.getCameras());
        LOG.atInfo()
                .addKeyValue("threshold", row.getThreshold())
                .addKeyValue("margin", row.getMargin())
                .addKeyValue("cameras", row.getCameras().size())
                .log("Thresholds are as calibrated on this system");
    }

    @Override
    CalibrationRow row(String key, ModelRecord record, long offset) {
        if (!record.getModelId().equals(key)) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a model is its modelId");
        }
        CalibrationRow row = row(record.getCalibration());
        if (record.getCalibration() != null) {
            Thresholds.requirePossible(row.getThreshold(), row.getMargin(), row.getCameras());
        }
        return row;
    }

    /** A threshold of 0 stands for none. */
    private static CalibrationRow row(Calibration calibration) {
        if (calibration == null) {
            return new CalibrationRow(0.0, 0.0, Map.of());
        }
        Map<String, Double> cameras = new HashMap<>();
        calibration.getCameras().forEach((camera, distance) -> cameras.put(camera, exact(distance)));
        return new CalibrationRow(exact(calibration.getThreshold()), exact(calibration.getMargin()), cameras);
    }

    /** The decimal that the float was written as: 0.85, not 0.8500000238. */
    private static double exact(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    @Override
    void remove(String key, CalibrationRow row, long offset) {
        if (model.isNamed(key)) {
            thresholds.reset();
        }
    }
}
