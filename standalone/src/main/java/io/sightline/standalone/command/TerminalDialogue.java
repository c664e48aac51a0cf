package io.sightline.standalone.command;

import io.sightline.operations.rollout.Dialogue;
import io.sightline.operations.timetravel.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/** Says what happens on standard output, and asks on the terminal. Where nobody answers, the answer is no. */
final class TerminalDialogue implements Dialogue {
    private final boolean mayAsk;

    TerminalDialogue(boolean mayAsk) {
        this.mayAsk = mayAsk;
    }

    @Override
    public void say(String line) {
        System.out.println(line);
    }

    @Override
    public boolean confirms(String question) {
        if (!mayAsk) {
            return false;
        }
        System.out.print(question + " [y/N] ");
        System.out.flush();
        try {
            // Not closed: standard input is not ours.
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            if (answer == null) {
                System.out.println();
                return false;
            }
            String said = answer.strip().toLowerCase(Locale.ROOT);
            return said.equals("y") || said.equals("yes");
        } catch (IOException e) {
            throw new UncheckedIOException("The answer cannot be read", e);
        }
    }

    @Override
    public Progress copying() {
        return ProgressLine.ofProcess("templates");
    }
}
