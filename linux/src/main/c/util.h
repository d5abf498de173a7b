/* Small helpers that every role uses. */
#ifndef BAILIWICK_UTIL_H
#define BAILIWICK_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Allocation or the end of the process (exit status 70). */
void *must_alloc(size_t length);
void *must_realloc(void *p, size_t length);

/* Whole transfers over a blocking descriptor; false on end of file or error (errno set; 0 at end of file). */
bool read_fully(int fd, void *data, size_t length);
bool write_fully(int fd, const void *data, size_t length);

/* Writes `text` to an existing file in one write. */
bool write_file(const char *path, const char *text);

/* Closes every descriptor from 3 up except the given ones (-1 entries are ignored). */
void close_all_except(const int *keep, size_t count);

bool set_cloexec(int fd, bool on);

/* Receives one byte over a socket with SO_PASSCRED, and with it the sender's pid as this process' namespace counts,
 * from the kernel (unix(7), SCM_CREDENTIALS). 0 when nothing is there, -1 at the end. */
pid_t read_sender(int socket, int flags);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t now_ms(void);

#endif
