package io.sightline.standalone.training;

import io.sightline.core.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings that are tried in all combinations: {@code margin=0.3,0.5} and {@code rate=1e-3,3e-3} are four. */
public final class Grid {
    private Grid() {}

    /**
     * @param sweeps each {@code NAME=A,B,...}
     * @return the combinations, the last setting fastest
     * @throws UserError naming a sweep of another form, or a setting that is swept twice
     */
    public static List<Map<String, String>> of(List<String> sweeps) {
        List<Map<String, String>> points = List.of(new LinkedHashMap<>());
        for (String sweep : sweeps) {
            int equals = sweep.indexOf('=');
            List<String> values = equals < 1
                    ? List.of()
                    : Arrays.stream(sweep.substring(equals + 1).split(",", -1))
                            .map(String::strip)
                            .toList();
            if (values.isEmpty() || values.contains("")) {
                throw new UserError("--sweep " + sweep + " is no sweep; expected NAME=A,B,... as margin=0.3,0.5,0.7");
            }
            String name = sweep.substring(0, equals).strip();
            List<Map<String, String>> next = new ArrayList<>();
            for (Map<String, String> point : points) {
                for (String value : values) {
                    Map<String, String> longer = new LinkedHashMap<>(point);
                    if (longer.put(name, value) != null) {
                        throw new UserError("--sweep: " + name + " is swept twice; name it once with all its values");
                    }
                    next.add(longer);
                }
            }
            points = next;
        }
        return points;
    }
}
