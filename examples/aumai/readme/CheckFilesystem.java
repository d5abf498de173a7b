import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.FilesystemPolicy;

void main() {
    FilesystemConfig config =
            FilesystemConfig.builder()
                    .mode(FilesystemMode.READ_WRITE)
                    .writablePaths("/tmp/agent_work")
                    .build();
    FilesystemPolicy policy = new FilesystemPolicy(config);

    IO.println(policy.canRead("/etc/hosts")); // true
    IO.println(policy.canWrite("/etc/hosts")); // false (not under writable_paths)
    IO.println(policy.canWrite("/tmp/agent_work/output.txt")); // true
    IO.println(policy.denyReason("/etc/hosts", "write").orElseThrow());
    // path '/etc/hosts' is not under any writable_paths (['/tmp/agent_work']); denied write
}
