package io.sightline.operations.backup;

import java.io.IOException;
import java.io.InputStream;

/** Where a backup is read from: twice, once to look whether it is whole, and once to use it. */
public interface BackupSource {
    /** From its beginning; the caller closes it. */
    InputStream open() throws IOException;
}
