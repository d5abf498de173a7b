/**
 * The audit: what happened to every sandbox, in files that survive the death of their writer and
 * that can be checked without any program of ours running.
 *
 * <p>{@link io.bailiwick.audit.AuditSink} takes events, {@link io.bailiwick.audit.AuditLog} writes
 * them, {@link io.bailiwick.audit.AuditVerifier} checks the files; {@link
 * io.bailiwick.audit.AuditLocation} says where they are.
 *
 * <p><b>Chains.</b> An audit directory holds one or more chains. A writer locks a chain for as long
 * as it lives and continues where that chain ends; when all are locked it begins another. So there
 * are as many chains as there ever were writers at once, and writers never wait for each other. A
 * chain is a series of segments {@code chain-0001-000001.jsonl}, {@code chain-0001-000002.jsonl}, …
 * of at most 1 MiB unless one record is longer; file names hold numbers only.
 *
 * <p><b>Records.</b> One line of JSON each: {@code hash}, {@code kind}, {@code prev}, {@code
 * record}, {@code sandbox}, {@code seq}, {@code time}, {@code version}. The form is canonical: keys
 * sorted, no white space, everything but printable ASCII escaped, integers only; it is what
 * Python's {@code json.dumps(o, sort_keys=True, separators=(",", ":"))} prints. {@code hash} is the
 * SHA-256 of the same object without {@code hash}; {@code prev} is the hash of the record before,
 * or 64 zeros; {@code seq} counts from 1 without gaps over all segments of the chain.
 *
 * <p><b>Heads.</b> Hashes alone do not show that the end of a chain is missing or that all of it
 * was written anew. The head of each chain (number, hash, segment, length) is therefore kept in
 * another directory, which should be out of reach of whoever might touch the first.
 *
 * <p><b>Death of the writer.</b> Segments and heads are written through shared mappings: what was
 * stored is in the page cache, which outlives the process. A segment is filled with zeros first. A
 * record's first byte is stored last, so that an unfinished record begins with a zero and is no
 * record. The head announces a record before it is written and confirms it after; an announced
 * record is accepted if it is there and not missed if it is not. An append that returned is
 * confirmed. Nothing is promised about a host that loses power.
 *
 * <p>Thread-safety: logs and verifiers may be used by any number of threads; values are immutable.
 */
@NullMarked
package io.bailiwick.audit;

import org.jspecify.annotations.NullMarked;
