/* The roles of the one binary, and the descriptor numbers that they agree on. */
#ifndef BAILIWICK_ROLES_H
#define BAILIWICK_ROLES_H

enum {
    BINARY_FD = 3,  /* the sealed memfd that holds this program */
    CONTROL_FD = 4, /* init's channel to the supervisor */
    HELLO_FD = 5,   /* where init greets the guardian, with one byte */
    SEAL_FD = 6,    /* where init asks for the last mounts, with one byte, and is answered with one */
};

int guardian_main(int argc, char **argv);
int init_main(void);

#endif
