package io.bailiwick.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfSimulatorTest {
    private static final int RET_ALLOW = 0x7fff0000;

    /** Four numbers for each instruction: code, jt, jf, k. */
    private static SeccompProgram program(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words.length; i += 4) {
            bytes.putShort((short) words[i]);
            bytes.put((byte) words[i + 1]).put((byte) words[i + 2]);
            bytes.putInt(words[i + 3]);
        }
        return SeccompProgram.of(bytes.array());
    }

    private static Verdict run(SeccompProgram program, int nr, Long... args) {
        return BpfSimulator.load(program).run(new SeccompData(nr, 0, 0, List.of(args)));
    }

    @ParameterizedTest
    @CsvSource({
        "0x20, 64, load outside", // past seccomp_data
        "0x20, 2, load outside", // unaligned
        "0x20, -4, load outside",
        "0x28, 0, not allowed", // half-word load
        "0x30, 0, not allowed", // byte load
        "0x40, 0, not allowed", // indirect load
        "0xb1, 0, not allowed", // MSH
        "0x94, 3, not allowed", // modulo
        "0x34, 0, division by zero",
        "0x64, 32, shift",
        "0x74, -1, shift",
        "0x02, 16, scratch word out of range",
        "0x05, 1, jump past the end",
        "0x05, -1, jump past the end",
    })
    void whatTheKernelRefusesIsRefused(String code, int k, String message) {
        SeccompProgram bad = program(Integer.decode(code), 0, 0, k, Bpf.RET_K, 0, 0, RET_ALLOW);
        assertThatThrownBy(() -> BpfSimulator.load(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instruction 0")
                .hasMessageContaining(message);
    }

    @Test
    void aConditionalJumpPastTheEndIsRefused() {
        SeccompProgram bad = program(Bpf.JEQ_K, 0, 1, 5, Bpf.RET_K, 0, 0, RET_ALLOW);
        assertThatThrownBy(() -> BpfSimulator.load(bad)).hasMessageContaining("past the end");
    }

    @Test
    void aProgramWithoutAFinalReturnIsRefused() {
        SeccompProgram bad = program(Bpf.RET_K, 0, 0, RET_ALLOW, Bpf.LD_W_ABS, 0, 0, 0);
        assertThatThrownBy(() -> BpfSimulator.load(bad)).hasMessageContaining("end with a return");
    }

    @Test
    void readingAScratchWordThatOnePathDidNotWriteIsRefused() {
        SeccompProgram bad =
                program(
                        Bpf.JEQ_K,
                        0,
                        1,
                        5, // skips the store
                        Bpf.ST,
                        0,
                        0,
                        3,
                        Bpf.LD_MEM,
                        0,
                        0,
                        3,
                        Bpf.RET_A,
                        0,
                        0,
                        0);
        assertThatThrownBy(() -> BpfSimulator.load(bad))
                .hasMessageContaining("before it is written");
    }

    @ParameterizedTest
    @CsvSource({
        "0x04, 5, 12", // add
        "0x14, 5, 2", // sub
        "0x24, 5, 35", // mul
        "0x34, 2, 3", // div
        "0x44, 8, 15", // or
        "0x54, 6, 6", // and
        "0x64, 2, 28", // lsh
        "0x74, 1, 3", // rsh
        "0xa4, 2, 5", // xor
    })
    void arithmeticWorksOnTheAccumulator(String code, int k, int expected) {
        SeccompProgram program =
                program(
                        Bpf.LD_W_ABS,
                        0,
                        0,
                        0,
                        Integer.decode(code),
                        0,
                        0,
                        k,
                        Bpf.JEQ_K,
                        0,
                        1,
                        expected,
                        Bpf.RET_K,
                        0,
                        0,
                        RET_ALLOW,
                        Bpf.RET_K,
                        0,
                        0,
                        0);
        assertThat(run(program, 7)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void comparisonsAreUnsigned() {
        SeccompProgram program =
                program(
                        Bpf.LD_W_ABS,
                        0,
                        0,
                        0,
                        Bpf.JGT_K,
                        0,
                        1,
                        0x7fffffff,
                        Bpf.RET_K,
                        0,
                        0,
                        RET_ALLOW,
                        Bpf.RET_K,
                        0,
                        0,
                        0x00050001);
        assertThat(run(program, -1)).isEqualTo(Verdict.ALLOW);
        assertThat(run(program, 5)).isEqualTo(Verdict.EPERM);
    }

    @Test
    void eachWordOfTheDataIsWhereTheKernelPutsIt() {
        SeccompData data = new SeccompData(1, 2, 0x4_0000_0003L, List.of(0x6_0000_0005L, 7L));
        int[] expected = {1, 2, 3, 4, 5, 6, 7, 0, 0, 0};
        for (int i = 0; i < expected.length; i++) {
            SeccompProgram program =
                    program(
                            Bpf.LD_W_ABS,
                            0,
                            0,
                            i * 4,
                            Bpf.JEQ_K,
                            0,
                            1,
                            expected[i],
                            Bpf.RET_K,
                            0,
                            0,
                            RET_ALLOW,
                            Bpf.RET_K,
                            0,
                            0,
                            0);
            assertThat(BpfSimulator.load(program).run(data))
                    .as("word %d", i)
                    .isEqualTo(Verdict.ALLOW);
        }
    }

    @Test
    void divisionByAZeroRegisterKillsTheThread() {
        SeccompProgram program =
                program(Bpf.LD_W_ABS, 0, 0, 0, 0x3c, 0, 0, 0, Bpf.RET_K, 0, 0, RET_ALLOW);
        assertThat(run(program, 7).action()).isEqualTo(Verdict.Action.KILL_THREAD);
    }

    @Test
    void anUnknownActionKillsTheProcess() {
        assertThat(run(program(Bpf.RET_K, 0, 0, 0x12340000), 0)).isEqualTo(Verdict.KILL_PROCESS);
    }

    @Test
    void theStricterOfTwoStackedVerdictsWins() {
        assertThat(Verdict.ALLOW.and(Verdict.NOTIFY)).isEqualTo(Verdict.NOTIFY);
        assertThat(Verdict.NOTIFY.and(Verdict.EPERM)).isEqualTo(Verdict.EPERM);
        assertThat(Verdict.KILL_PROCESS.and(Verdict.of(0))).isEqualTo(Verdict.KILL_PROCESS);
    }

    @Test
    void aLengthThatIsNoMultipleOfEightIsRefused() {
        assertThatThrownBy(() -> SeccompProgram.of(new byte[9]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
