package io.bailiwick.policy.yaml;

/** A place in a text: line and column in code points, both from 1. */
public record Place(int line, int column) {}
