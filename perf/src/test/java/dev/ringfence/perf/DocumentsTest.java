package dev.ringfence.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads a page here gets to where it points: another page, a heading in it, a decision. */
final class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DECISIONS = ROOT.resolve("docs/adr");
  private static final Set<String> OTHERS = Set.of("target", "node_modules");
  private static final Set<String> READ =
      Set.of("md", "java", "sql", "proto", "yml", "properties", "xml", "js", "sh");

  /** To a page of ours; the second group is the place in it. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#:]*)(?:#([^)\\s]*))?\\)");

  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern DECISION =
      Pattern.compile("(?:docs/adr/|\\bADR )0*([1-9]\\d*)", Pattern.CASE_INSENSITIVE);

  @TempDir private Path folder;

  @Test
  void shouldLeadToPagesAndHeadingsThatAreThere() throws Exception {
    assertEquals(List.of(), deadLinks(ROOT));
  }

  @Test
  void shouldFindLinksThatLeadNowhere() throws Exception {
    Files.writeString(folder.resolve("there.md"), "# A heading, `of code`\n");
    Files.writeString(
        folder.resolve("page.md"),
        """
        [good](there.md#a-heading-of-code) [here](#own) [web](https://example.com/x.md)
        [gone](gone.md) [moved](there.md#another) [here too](#nowhere)
        ## Own
        ```
        [in code](nowhere.md)
        ```
        """);

    assertEquals(
        List.of("page.md -> gone.md", "page.md -> there.md#another", "page.md -> #nowhere"),
        deadLinks(folder));
  }

  @Test
  void shouldNameNoDecisionThatIsNotThere() throws Exception {
    Set<String> numbers = new HashSet<>();
    for (Decision decision : decisions()) {
      assertTrue(numbers.add(decision.number()), "two have the number " + decision.number());
    }
    List<String> unknown = new ArrayList<>();
    for (Path file : files(ROOT, READ)) {
      for (MatchResult named : results(DECISION, Files.readString(file))) {
        if (!numbers.contains(named.group(1))) {
          unknown.add(ROOT.relativize(file) + ": " + named.group());
        }
      }
    }

    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldListEachDecisionUnderItsTitle() throws Exception {
    String index = Files.readString(DECISIONS.resolve("README.md"));

    for (Decision decision : decisions()) {
      String line = "\n- [" + decision.title() + "](" + decision.file() + ")\n";
      assertEquals(1, results(Pattern.compile(Pattern.quote(line)), index).size(), line);
    }
  }

  private record Decision(String number, String title, String file) {}

  private static List<Decision> decisions() throws IOException {
    List<Decision> decisions = new ArrayList<>();
    for (Path page : files(DECISIONS, Set.of("md"))) {
      String file = page.getFileName().toString();
      if (!file.equals("README.md")) {
        String title = headings(Files.readString(page)).getFirst();
        String number = title.substring(0, title.indexOf('.'));
        assertEquals(Integer.parseInt(number), Integer.parseInt(file.substring(0, 4)), file);
        decisions.add(new Decision(number, title, file));
      }
    }
    return decisions;
  }

  private static List<String> deadLinks(Path root) throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : files(root, Set.of("md"))) {
      for (MatchResult link : results(LINK, withoutCode(Files.readString(page)))) {
        Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
        String place = link.group(2);
        if (!Files.exists(target) || (place != null && !places(target).contains(place))) {
          String shown = link.group(1) + (place == null ? "" : "#" + place);
          dead.add(root.relativize(page) + " -> " + shown);
        }
      }
    }
    return dead;
  }

  /** As GitHub makes them of headings. */
  private static List<String> places(Path page) throws IOException {
    return headings(Files.readString(page)).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-'))
        .toList();
  }

  private static List<String> headings(String page) {
    return results(HEADING, withoutCode(page)).stream()
        .map(heading -> heading.group(1).strip())
        .toList();
  }

  private static String withoutCode(String page) {
    return FENCE.matcher(page).replaceAll("");
  }

  private static List<MatchResult> results(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().toList();
  }

  /** What is written by hand: neither what a build makes nor what a tool keeps for itself. */
  private static List<Path> files(Path root, Set<String> kinds) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return !folder.equals(root) && (OTHERS.contains(name) || name.startsWith("."))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (kinds.contains(name.substring(name.lastIndexOf('.') + 1))) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
