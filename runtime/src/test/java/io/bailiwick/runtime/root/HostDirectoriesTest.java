package io.bailiwick.runtime.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.runtime.root.HostDirectories.Kind;
import io.bailiwick.runtime.root.HostDirectories.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDirectoriesTest {

    @TempDir private Path directory;

    /** For which every change of this test lies long ago. */
    private final HostDirectories later =
            new HostDirectories(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));

    @Test
    void aDirectoryThatDoesNotChangeIsReadOnce() throws IOException {
        Files.createFile(directory.resolve("a"));
        Listing first = later.list(directory);

        assertThat(first.names()).containsExactly("a");
        assertThat(later.list(directory)).isSameAs(first);
    }

    @Test
    void whatComesAndGoesIsNoticedAlthoughTheTimesAreSetBack() throws IOException {
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.createFile(directory.resolve("a"));
        Files.setLastModifiedTime(directory, longAgo);
        assertThat(later.list(directory).names()).containsExactly("a");
        Files.createFile(directory.resolve("b"));
        Files.setLastModifiedTime(directory, longAgo);
        assertThat(later.list(directory).names()).containsExactlyInAnyOrder("a", "b");
        Files.delete(directory.resolve("a"));
        Files.setLastModifiedTime(directory, longAgo);

        assertThat(later.list(directory).names()).containsExactly("b");
        assertThat(later.list(directory).holds("a")).isFalse();
    }

    @Test
    void aNameThatComesToStandForSomethingElseIsNoticed() throws IOException {
        Path name = Files.createFile(directory.resolve("name"));
        assertThat(later.list(directory).kind("name")).isEqualTo(Kind.FILE);
        Files.delete(name);
        Files.createDirectory(name);
        assertThat(later.list(directory).kind("name")).isEqualTo(Kind.DIRECTORY);
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        Files.delete(name);
        Files.move(link, name);

        assertThat(later.list(directory).kind("name")).isEqualTo(Kind.LINK);
    }

    @Test
    void anotherDirectoryInTheSamePlaceIsNoticed() throws IOException {
        Path place = Files.createDirectory(directory.resolve("place"));
        Files.createFile(place.resolve("old"));
        assertThat(later.list(place).names()).containsExactly("old");
        Files.move(place, directory.resolve("away"));
        Files.createDirectory(place);

        assertThat(later.list(place).names()).isEmpty();
    }

    /** The kernel's clock may not have ticked between the change and the next one. */
    @Test
    void aDirectoryThatHasJustChangedIsReadAgain() throws IOException {
        Files.createFile(directory.resolve("a"));
        Instant changed = ((FileTime) Files.getAttribute(directory, "unix:ctime")).toInstant();
        for (Duration age : new Duration[] {Duration.ZERO, Duration.ofHours(-1)}) {
            HostDirectories now =
                    new HostDirectories(Clock.fixed(changed.plus(age), ZoneOffset.UTC));

            assertThat(now.list(directory)).isNotSameAs(now.list(directory));
        }
    }

    @Test
    void whereThereIsNoDirectoryNothingIsHeld() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(later.list(directory.resolve("none")).holds("a")).isFalse();
        assertThat(later.list(file).holds("a")).isFalse();
        assertThat(later.list(file).names()).isEmpty();
    }

    /** Root reads it all the same, which makes no difference to what is asked. */
    @Test
    void aNameIsFoundInADirectoryThatMayOnlyBeSearched() throws IOException {
        Files.createDirectory(directory.resolve("a"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("--x--x--x"));
        Listing listing = later.list(directory);

        assertThat(listing.kind("a")).isEqualTo(Kind.DIRECTORY);
        assertThat(listing.holds("a")).isTrue();
        assertThat(listing.holds("b")).isFalse();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
}
