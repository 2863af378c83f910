package dev.ringfence.gateway.tls;

import dev.ringfence.gateway.watch.UnusableFileException;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate and its key, read from PEM, and tried together. */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

  static KeyPairFiles read(List<byte[]> contents) {
    X509Certificate[] chain = certificates(contents.get(0));
    PrivateKey key = privateKey(contents.get(1));
    // While the files are replaced one after the other, an old and a new one may meet.
    if (!belongTogether(chain[0].getPublicKey(), key)) {
      throw new UnusableFileException("the key does not belong to the certificate");
    }
    return new KeyPairFiles(List.of(chain), key);
  }

  CertificateTerm term() {
    return CertificateTerm.of(chain);
  }

  static X509Certificate[] certificates(byte[] pem) {
    X509Certificate[] chain;
    try {
      chain = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
    } catch (GeneralSecurityException broken) {
      throw new UnusableFileException("the certificates are not X.509 in PEM", broken);
    }
    if (chain.length == 0) {
      throw new UnusableFileException("there is no certificate in it");
    }
    return chain;
  }

  /** What is wrong with it is told without its cause, which might repeat a part of the key. */
  private static PrivateKey privateKey(byte[] pem) {
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
    } catch (GeneralSecurityException | IOException | RuntimeException broken) {
      throw new UnusableFileException("the key is not PKCS #8 in PEM without a password");
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (privateKey.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> privateKey.getAlgorithm();
              });
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException different) {
      return false;
    }
  }
}
