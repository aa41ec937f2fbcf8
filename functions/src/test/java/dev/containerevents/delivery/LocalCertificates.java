package dev.containerevents.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// An authority of this machine and certificates that it issued, made by the JDK's `keytool`.
final class LocalCertificates {

    private static final String AUTHORITY = "authority";
    private static final String PASSWORD = "changeit";

    private final Path file;

    /// @param folder an empty folder
    LocalCertificates(Path folder) throws IOException, InterruptedException {
        file = folder.resolve("certificates.p12");
        make(AUTHORITY, "-ext", "bc:c", "-validity", "2");
    }

    /// Issues a certificate.
    ///
    /// @param name  by which [#server] finds it
    /// @param hosts for whom it is: `dns:siem.example.com`
    void issue(String name, String hosts) throws IOException, InterruptedException {
        make(name, "-signer", AUTHORITY, "-ext", "san=" + hosts, "-validity", "2");
    }

    /// Issues a certificate that ended a day ago.
    void issueExpired(String name, String hosts) throws IOException, InterruptedException {
        make(name, "-signer", AUTHORITY, "-ext", "san=" + hosts, "-startdate", "-3d", "-validity", "2");
    }

    /// Makes a certificate that nobody vouches for.
    void selfSigned(String name, String hosts) throws IOException, InterruptedException {
        make(name, "-ext", "san=" + hosts, "-validity", "2");
    }

    private void make(String name, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC"));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (InputStream printed = keytool.getInputStream()) {
            output = new String(printed.readAllBytes(), Charset.defaultCharset());
        }
        if (keytool.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }

    private KeyStore all() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /// Returns what a server with that certificate, and no other, needs.
    SSLContext server(String name) throws IOException, GeneralSecurityException {
        KeyStore all = all();
        KeyStore one = empty();
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /// Returns the sockets of a client that trusts only the authority.
    SSLSocketFactory client() throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry(AUTHORITY, all().getCertificate(AUTHORITY));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
