package io.sightline.console;

import io.sightline.console.http.Endpoint;
import io.sightline.console.http.WebSettings;
import java.util.List;
import java.util.Optional;

/** The endpoints of a console that is not started. */
public final class AllEndpoints {
    private AllEndpoints() {}

    public static List<Endpoint> list() {
        return RunningConsole.idle(new WebSettings("127.0.0.1", 0, false, Optional.empty(), Optional.empty(), 20, 32))
                .endpoints();
    }
}
