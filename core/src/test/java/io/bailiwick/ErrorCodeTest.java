package io.bailiwick;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.policy.SandboxTier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

    /** The names of {@code google.rpc.Code} without OK. */
    private static final Set<String> GRPC_CODES =
            Set.of(
                    "CANCELLED",
                    "UNKNOWN",
                    "INVALID_ARGUMENT",
                    "DEADLINE_EXCEEDED",
                    "NOT_FOUND",
                    "ALREADY_EXISTS",
                    "PERMISSION_DENIED",
                    "UNAUTHENTICATED",
                    "RESOURCE_EXHAUSTED",
                    "FAILED_PRECONDITION",
                    "ABORTED",
                    "OUT_OF_RANGE",
                    "UNIMPLEMENTED",
                    "INTERNAL",
                    "UNAVAILABLE",
                    "DATA_LOSS");

    private static List<SandboxException> oneOfEach() {
        return List.of(
                new InvalidConfigurationException("x"),
                new SandboxNotFoundException("id"),
                new SandboxNotRunningException("id", SandboxStatus.STOPPED),
                new CodebaseNotFoundException("id"),
                new CodebaseInUseException("id", 1),
                new UploadException("id", "a/b", "is a device"),
                new CodebaseStoreException("x", new java.io.IOException("y")),
                CommandNotFoundException.notExecutable("p", "permission denied"),
                CommandNotFoundException.notFound("p"),
                new CancelledException("x"),
                new CommandExecutionException("c", 1, "", ""),
                new CommandTimeoutException("c", Duration.ofSeconds(1)),
                new PermissionDeniedException("read", "/x", "rule"),
                new ResourceLimitExceededException("max_pids", BigDecimal.ONE, BigDecimal.TEN),
                new CapabilityRefusedException(List.of(new RefusalReason("a", "b", "c"))),
                new TierUnavailableException(SandboxTier.GVISOR, "runsc not found"),
                new RuntimeUnavailableException("x"),
                new AuditFailedException("x"),
                new SupervisorException("x"));
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeHasAnAnswerForEveryDoor(ErrorCode code) {
        assertThat(code.httpStatus()).isBetween(400, 599);
        assertThat(GRPC_CODES).contains(code.grpcCode());
        assertThat(code.exitStatus()).isBetween(1, 255);
        assertThat(code.help()).isNotBlank().doesNotContain("\n");
        assertThat(code.id()).matches("[a-z_]+");
    }

    @Test
    void codesAreSortedByBlame() {
        assertThat(List.of(ErrorCode.values()))
                .isSortedAccordingTo((a, b) -> a.blame().compareTo(b.blame()));
    }

    @Test
    void helpLinesAreUnique() {
        Set<String> helps = new HashSet<>();
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(helps.add(code.help())).as(code.name()).isTrue();
        }
    }

    @Test
    void everyCodeIsThatOfExactlyOneException() {
        assertThat(oneOfEach())
                .extracting(SandboxException::code)
                .doesNotHaveDuplicates()
                .hasSameElementsAs(EnumSet.allOf(ErrorCode.class));
    }

    @Test
    void everyExceptionIsListedHere() {
        Set<Class<?>> listed = new HashSet<>();
        oneOfEach().forEach(e -> listed.add(e.getClass()));

        assertThat(listed)
                .containsExactlyInAnyOrder(SandboxException.class.getPermittedSubclasses());
    }

    @Test
    void everyExceptionSaysWhatHappenedAndWhatToDo() {
        for (SandboxException e : oneOfEach()) {
            assertThat(e.getMessage()).as(e.getClass().getName()).isNotBlank();
            assertThat(e.remedy()).as(e.getClass().getName()).isNotBlank();
        }
    }

    @Test
    void aRefusalNamesEveryReasonAndRemedy() {
        CapabilityRefusedException e =
                new CapabilityRefusedException(
                        List.of(
                                new RefusalReason("max_pids", "no cgroup", "delegate one"),
                                new RefusalReason("max_disk_mb", "no quota", "run as root")));

        assertThat(e)
                .hasMessage(
                        "capability refused on this host: max_pids: no cgroup;"
                                + " max_disk_mb: no quota");
        assertThat(e.remedy()).isEqualTo("delegate one; run as root");
    }

    @Test
    void anUnavailableTierSaysWhatIsMissing() {
        assertThat(new TierUnavailableException(SandboxTier.GVISOR, "runsc not found"))
                .hasMessage("tier 'gvisor' unavailable: runsc not found");
    }
}
