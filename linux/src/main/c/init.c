/* PID 1: locks itself down as configured, then serves executions over one socket until its other end closes. */
#define _GNU_SOURCE
#include "init.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "execution.h"
#include "roles.h"
#include "util.h"

static struct configuration config;
static struct posture posture;
static struct inbox inbox;

static void send_ready(void) {
    size_t start = frame_begin(&outgoing, FRAME_READY, 0);
    write_u32(&outgoing, WIRE_VERSION);
    write_u32(&outgoing, (uint32_t)posture.landlock_abi);
    write_u8(&outgoing, posture.keyring);
    write_u32(&outgoing, posture.descriptor_count);
    for (uint32_t i = 0; i < posture.descriptor_count; i++) write_u32(&outgoing, posture.descriptors[i]);
    frame_end(&outgoing, start);
}

static void serve_inbox(void) {
    size_t at = 0;
    struct frame_header header;
    const uint8_t *payload;
    enum inbox_state state;
    while ((state = inbox_next(&inbox, &at, &header, &payload)) == INBOX_FRAME)
        if (!executions_frame(&header, payload)) _exit(FAIL_PROTOCOL);
    if (state == INBOX_BROKEN) _exit(FAIL_PROTOCOL);
    inbox_consume(&inbox, at);
}

static void read_control(void) {
    size_t room;
    uint8_t *at = inbox_room(&inbox, &room);
    ssize_t n = recv(CONTROL_FD, at, room, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    /* The supervisor is gone: the end of PID 1 takes everything along. */
    if (n <= 0) _exit(0);
    inbox.length += (size_t)n;
    serve_inbox();
}

static void handle_event(const struct epoll_event *event, int signals) {
    enum source source = (enum source)(event->data.u64 & 0xff);
    struct signalfd_siginfo info[8];
    switch (source) {
        case SOURCE_CONTROL:
            if (event->events & EPOLLOUT) channel_flush();
            if (event->events & ~(uint32_t)EPOLLOUT) read_control();
            return;
        case SOURCE_SIGNALS:
            while (read(signals, info, sizeof info) == sizeof info) continue;
            executions_reap();
            return;
        case SOURCE_OUT:
        case SOURCE_ERR:
        case SOURCE_IN:
        case SOURCE_STATUS:
            executions_event(source, (uint32_t)(event->data.u64 >> 8));
            return;
    }
}

/* The filters stay in the payload, which is kept. */
static void receive_configuration(void) {
    uint8_t bytes[FRAME_HEADER];
    struct frame_header header;
    if (!read_fully(CONTROL_FD, bytes, sizeof bytes)) _exit(0);
    errno = EBADMSG;
    if (!frame_header_decode(bytes, &header) || header.type != FRAME_CONFIG) lockdown_fail(FAIL_PROTOCOL);
    uint8_t *payload = must_alloc(header.length);
    if (!read_fully(CONTROL_FD, payload, header.length)) _exit(0);
    errno = EBADMSG;
    if (!configuration_decode(&config, payload, header.length)) lockdown_fail(FAIL_PROTOCOL);
}

/* What a supervisor ignored would be inherited by every program; so all is default, and a program undoes SIGPIPE.
 * The kernel drops signals that have no handler and go to PID 1 (pid_namespaces(7)). */
static int child_signals(void) {
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    for (int number = 1; number < NSIG; number++) (void)signal(number, SIG_DFL);
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigprocmask(SIG_SETMASK, &mask, NULL) < 0) return -1;
    return signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Nothing is read from the supervisor before the root is complete. */
static void wait_for_seal(void) {
    char byte = 0;
    if (!write_fully(SEAL_FD, &byte, 1) || !read_fully(SEAL_FD, &byte, 1)) _exit(FAIL_SEAL);
    close(SEAL_FD);
}

int init_main(void) {
    wait_for_seal();
    /* The guardian learns our pid from the kernel. Where there is no guardian, nobody listens. */
    (void)!write(HELLO_FD, "", 1);
    lockdown_early(&posture);
    receive_configuration();
    lockdown(&config, &posture);
    int signals = child_signals();
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = SOURCE_SIGNALS};
    if (signals < 0 || epoll < 0 || !channel_open(epoll, SOURCE_CONTROL) ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, signals, &event) < 0)
        lockdown_fail(FAIL_PROTOCOL);
    executions_open(epoll, &config, &posture);
    send_ready();
    for (;;) {
        executions_tick();
        channel_flush();
        struct epoll_event events[64];
        int n = epoll_wait(epoll, events, 64, executions_timeout());
        for (int i = 0; i < n; i++) handle_event(&events[i], signals);
    }
}
