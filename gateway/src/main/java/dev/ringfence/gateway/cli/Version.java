package dev.ringfence.gateway.cli;

import picocli.CommandLine.IVersionProvider;

/** Which version this is, as the jar it comes from says. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "ringfence " + (version == null ? "(not packaged)" : version),
      "Java " + Runtime.version() + " on " + System.getProperty("os.name")
    };
  }
}
