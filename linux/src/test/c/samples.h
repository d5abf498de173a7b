/* Well-formed messages, written with the project's own writer: round trips for the unit tests, seeds for the fuzzers. */
#ifndef BAILIWICK_SAMPLES_H
#define BAILIWICK_SAMPLES_H

#include "wire.h"

/* Payloads; the caller frees `data`. */
struct writer sample_launch(void);
struct writer sample_configuration(void);
struct writer sample_execution(void);
/* Whole frames, several, as init receives them. */
struct writer sample_frames(void);

#endif
