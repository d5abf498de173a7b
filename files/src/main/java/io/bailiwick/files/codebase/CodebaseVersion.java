package io.bailiwick.files.codebase;

import java.time.Instant;

/**
 * What is known of one version. It never changes.
 *
 * @param codebaseId the codebase's
 * @param number from 1; one that was deleted is not given again
 * @param created when it appeared
 * @param files regular files
 * @param directories without the root
 * @param links symbolic links
 * @param bytes the sum of the files' sizes
 * @param hash SHA-256 over paths, kinds, modes, contents and link targets, in hexadecimal: equal
 *     for equal trees, whatever the times in them
 */
public record CodebaseVersion(
        String codebaseId,
        long number,
        Instant created,
        long files,
        long directories,
        long links,
        long bytes,
        String hash) {}
