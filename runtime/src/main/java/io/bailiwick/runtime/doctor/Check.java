package io.bailiwick.runtime.doctor;

import io.bailiwick.Enforcement;

/** A control: how this host holds it, and what trying it showed. */
public record Check(Enforcement enforcement, Proof proof) {}
