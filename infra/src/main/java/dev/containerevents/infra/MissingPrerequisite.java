package dev.containerevents.infra;

/// Something is missing on this machine. The message is one sentence for the person who can correct it.
public final class MissingPrerequisite extends RuntimeException {

    private static final long serialVersionUID = 1;

    public MissingPrerequisite(String sentence) {
        super(sentence);
    }
}
