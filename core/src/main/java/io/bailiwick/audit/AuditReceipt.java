package io.bailiwick.audit;

/**
 * Where an event was recorded.
 *
 * @param chain the chain's number, from 1
 * @param seq the record's number in the chain, from 1
 * @param hash the record's SHA-256 in lower-case hex
 */
public record AuditReceipt(int chain, long seq, String hash) {}
