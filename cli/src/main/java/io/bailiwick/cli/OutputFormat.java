package io.bailiwick.cli;

/** How a command words its result; the constants are spelled as on the command line. */
enum OutputFormat {
    text,
    json
}
