package dev.containerevents.infra;

import software.amazon.awscdk.AppProps;

/// The app that the CDK's command line runs. An environment variable tells where the result goes.
final class CdkApp {

    private CdkApp() {}

    public static void main(String[] args) {
        try {
            Synth.requirePrerequisites();
            Synth.app(AppProps.builder()).synth();
        } catch (MissingPrerequisite e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
