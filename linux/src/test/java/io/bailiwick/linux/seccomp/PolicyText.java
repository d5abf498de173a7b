package io.bailiwick.linux.seccomp;

import java.util.List;
import java.util.Set;

/**
 * The policy's lists written down a second time, so that a slip in {@code syscalls.tsv} is seen.
 */
final class PolicyText {
    /** Calls that the traced toolchain makes and that need no condition. */
    static final List<String> TOOLCHAIN =
            words(
                    """
                    accept4 access alarm arch_prctl bind brk capget chdir chmod clock_getres clock_gettime
                    clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3
                    epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 execve exit exit_group faccessat2
                    fadvise64 fallocate fchdir fchmod fchmodat fchown fchownat fcntl fdatasync fgetxattr flock
                    fsetxattr fstat fstatfs fsync ftruncate futex getcwd getdents64 getegid geteuid getgid
                    getgroups getpeername getpgrp getpid getppid getpriority getrandom getrlimit getrusage
                    getsockname getsockopt gettid getuid getxattr inotify_add_watch inotify_init inotify_init1
                    inotify_rm_watch ioctl ioprio_set kill lgetxattr link listen listxattr lseek lstat madvise
                    memfd_create mkdir mkdirat mknodat mmap mprotect mremap munmap nanosleep newfstatat open
                    openat pidfd_open pipe2 pkey_alloc poll prctl pread64 prlimit64 pselect6 pwrite64 read
                    readlink readlinkat recvfrom recvmsg rename renameat renameat2 restart_syscall rmdir rseq
                    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend sched_getaffinity sched_setaffinity
                    sched_yield sendmmsg sendmsg sendto set_robust_list set_tid_address setitimer setpgid
                    setpriority setresgid setresuid setsid setsockopt shutdown sigaltstack signalfd4 socketpair
                    stat statfs statx symlink symlinkat sync sysinfo tgkill timer_create timer_settime umask
                    uname unlink unlinkat utimensat vfork wait4 waitid write writev
                    """);

    /** Calls that the toolchain makes, but not with every argument or not needing success. */
    static final List<String> TOOLCHAIN_CONDITIONAL =
            List.of("clone", "clone3", "socket", "get_mempolicy", "set_mempolicy");

    static final List<String> REFUSED =
            words(
                    """
                    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease mount umount2
                    pivot_root chroot fsopen fsconfig fsmount fspick move_mount open_tree open_tree_attr
                    mount_setattr setns bpf perf_event_open reboot swapon swapoff init_module finit_module
                    delete_module kexec_load kexec_file_load syslog acct quotactl quotactl_fd open_by_handle_at
                    set_mempolicy get_mempolicy mbind migrate_pages move_pages sethostname setdomainname
                    settimeofday clock_settime fanotify_init vhangup iopl ioperm add_key request_key keyctl
                    """);

    static final List<String> ABSENT =
            words(
                    """
                    clone3 io_uring_setup io_uring_enter io_uring_register userfaultfd lsm_get_self_attr
                    lsm_set_self_attr lsm_list_modules futex_wake futex_wait futex_requeue kcmp pidfd_getfd
                    modify_ldt set_thread_area get_thread_area vmsplice memfd_secret remap_file_pages
                    name_to_handle_at fanotify_mark adjtimex clock_adjtime cachestat listmount statmount
                    io_setup io_submit io_cancel io_destroy io_getevents io_pgetevents mq_open mq_unlink
                    mq_timedsend mq_timedreceive mq_notify mq_getsetattr epoll_ctl_old epoll_wait_old uretprobe
                    uprobe map_shadow_stack uselib ustat sysfs nfsservctl query_module create_module
                    get_kernel_syms _sysctl lookup_dcookie
                    """);

    static final List<String> STAYS_ALLOWED =
            words(
                    """
                    landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp rseq membarrier
                    pidfd_open pidfd_send_signal close_range faccessat2 memfd_create mseal pkey_alloc
                    pkey_free pkey_mprotect preadv2 sendfile splice tee mlock semop setregid fork execveat
                    """);

    private PolicyText() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    /**
     * A direct evaluation of the rules in Java, without ranges, trees or labels.
     *
     * @param unconditional names that pass with any argument
     */
    static Verdict evaluate(
            SyscallTable table, Set<String> unconditional, int nr, int arch, long[] args) {
        if (arch != SeccompArch.X86_64.audit()) {
            return Verdict.KILL_PROCESS;
        }
        if (nr >= 0x40000000) {
            return Verdict.KILL_PROCESS;
        }
        String name = nr < 0 ? "" : table.name(nr).orElse("");
        int a0 = (int) args[0];
        int a1 = (int) args[1];
        int a2 = (int) args[2];
        int a3 = (int) args[3];
        return switch (name) {
            case "clone" -> refuseIf((a0 & 0x7E020000) != 0);
            case "unshare" -> refuseIf((args[0] & ~0x40600L) != 0);
            case "personality" -> refuseIf(a0 != 0 && a0 != 0xFFFFFFFF);
            case "mknod" ->
                    refuseIf((a1 & 06000) != 0 || !Set.of(0, 1, 8, 12).contains(a1 >>> 12 & 15));
            case "mknodat" ->
                    refuseIf((a2 & 06000) != 0 || !Set.of(0, 1, 8, 12).contains(a2 >>> 12 & 15));
            case "chmod", "fchmod", "creat" -> refuseIf((a1 & 06000) != 0);
            case "fchmodat" -> refuseIf((a2 & 06000) != 0);
            case "open" -> refuseIf((a1 & (0100 | 020000000)) != 0 && (a2 & 06000) != 0);
            case "openat" -> refuseIf((a2 & (0100 | 020000000)) != 0 && (a3 & 06000) != 0);
            case "openat2" -> Verdict.ENOSYS;
            case "sendto", "sendmmsg" -> refuseIf((a3 & 0x20000000) != 0);
            case "sendmsg" -> refuseIf((a2 & 0x20000000) != 0);
            case "setsockopt" -> refuseIf(a1 == 6 && a2 == 30);
            case "arch_prctl" ->
                    refuseIf(!((a0 >= 0x1001 && a0 <= 0x1004) || (a0 >= 0x1021 && a0 <= 0x1023)));
            case "socketpair" -> a0 == 1 ? Verdict.ALLOW : Verdict.EAFNOSUPPORT;
            case "socket" -> socket(a0, a1 & 15, a2);
            default ->
                    unconditional.contains(name)
                            ? Verdict.ALLOW
                            : REFUSED.contains(name) ? Verdict.EPERM : Verdict.ENOSYS;
        };
    }

    private static Verdict socket(int family, int type, int protocol) {
        return switch (family) {
            case 1 -> Verdict.ALLOW;
            case 2, 10 ->
                    refuseIf(
                            !((type == 1 && (protocol == 0 || protocol == 6))
                                    || (type == 2 && (protocol == 0 || protocol == 17))));
            case 16 -> refuseIf(protocol != 0);
            case 40 -> Verdict.EPERM;
            default -> Verdict.EAFNOSUPPORT;
        };
    }

    private static Verdict refuseIf(boolean refused) {
        return refused ? Verdict.EPERM : Verdict.ALLOW;
    }
}
