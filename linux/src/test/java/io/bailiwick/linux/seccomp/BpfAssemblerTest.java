package io.bailiwick.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BpfAssemblerTest {
    private static Verdict run(SeccompProgram program, int nr) {
        return BpfSimulator.load(program).run(new SeccompData(nr, 0, 0, List.of()));
    }

    @Test
    void instructionsAreLittleEndianSockFilters() {
        BpfAssembler out = new BpfAssembler();
        out.ret(Verdict.KILL_PROCESS);
        assertThat(out.assemble().bytes()).containsExactly(6, 0, 0, 0, 0, 0, 0, 0x80);
    }

    @Test
    void aBranchReachesFartherThan255InstructionsBothWays() {
        BpfAssembler out = new BpfAssembler();
        int yes = out.label();
        int no = out.label();
        out.load(Bpf.OFFSET_NR);
        out.branch(Bpf.JEQ_K, 7, yes, no);
        for (int i = 0; i < 600; i++) {
            out.ret(Verdict.KILL_PROCESS);
        }
        out.bind(yes);
        out.ret(Verdict.ALLOW);
        out.bind(no);
        out.ret(Verdict.EPERM);
        SeccompProgram program = out.assemble();
        assertThat(run(program, 7)).isEqualTo(Verdict.ALLOW);
        assertThat(run(program, 8)).isEqualTo(Verdict.EPERM);
    }

    @Test
    void aBranchThatJustReachesStaysShortAndTheNextOneGrows() {
        for (int distance : new int[] {254, 255, 256, 257}) {
            BpfAssembler out = new BpfAssembler();
            int far = out.label();
            out.load(Bpf.OFFSET_NR);
            out.branch(Bpf.JEQ_K, 7, far, BpfAssembler.NEXT);
            for (int i = 0; i < distance; i++) {
                out.ret(Verdict.EPERM);
            }
            out.bind(far);
            out.ret(Verdict.ALLOW);
            SeccompProgram program = out.assemble();
            assertThat(program.instructions()).isEqualTo(distance + (distance <= 255 ? 3 : 4));
            assertThat(run(program, 7)).isEqualTo(Verdict.ALLOW);
            assertThat(run(program, 8)).isEqualTo(Verdict.EPERM);
        }
    }

    @Test
    void oneGrownBranchCanPushAnotherOutOfReach() {
        BpfAssembler out = new BpfAssembler();
        int first = out.label();
        int second = out.label();
        out.load(Bpf.OFFSET_NR);
        out.branch(Bpf.JEQ_K, 1, first, BpfAssembler.NEXT);
        out.branch(Bpf.JEQ_K, 2, second, BpfAssembler.NEXT);
        for (int i = 0; i < 254; i++) {
            out.ret(Verdict.EPERM);
        }
        out.bind(first);
        out.ret(Verdict.ALLOW);
        out.ret(Verdict.KILL_PROCESS);
        out.bind(second);
        out.ret(Verdict.ENOSYS);
        SeccompProgram program = out.assemble();
        assertThat(run(program, 1)).isEqualTo(Verdict.ALLOW);
        assertThat(run(program, 2)).isEqualTo(Verdict.ENOSYS);
        assertThat(run(program, 3)).isEqualTo(Verdict.EPERM);
    }

    @Test
    void anUnboundLabelIsRefused() {
        BpfAssembler out = new BpfAssembler();
        out.jump(out.label());
        out.ret(Verdict.ALLOW);
        assertThatThrownBy(out::assemble).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBackwardJumpIsRefused() {
        BpfAssembler out = new BpfAssembler();
        int start = out.label();
        out.bind(start);
        out.load(Bpf.OFFSET_NR);
        out.jump(start);
        out.ret(Verdict.ALLOW);
        assertThatThrownBy(out::assemble).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aProgramOf4097InstructionsIsRefused() {
        BpfAssembler out = new BpfAssembler();
        for (int i = 0; i < 4097; i++) {
            out.ret(Verdict.ALLOW);
        }
        assertThatThrownBy(out::assemble).hasMessageContaining("4097");
    }
}
