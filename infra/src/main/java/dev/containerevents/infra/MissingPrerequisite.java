package dev.containerevents.infra;

/// Something that this machine lacks. The message is one sentence for the person who can put it right.
public final class MissingPrerequisite extends RuntimeException {

    private static final long serialVersionUID = 1;

    public MissingPrerequisite(String sentence) {
        super(sentence);
    }
}
