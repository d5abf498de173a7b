package io.bailiwick.linux.fuse;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Objects by 64-bit number, found without a lock and without boxing.
 *
 * <p>A number is a generation above an index, so that one which was given back is never taken for
 * its successor in the same place. Thread-safe.
 */
final class Slots<T> {

    /** Makes what lies in a slot. */
    interface Maker<T> {
        T make(long number);
    }

    private volatile AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(64);

    /** Guarded by this, as all that follows. */
    private int[] generations = new int[64];

    private int[] free = new int[64];
    private int freeCount;
    private int unused;

    Slots(int first) {
        unused = first;
    }

    private static int index(long number) {
        return (int) number;
    }

    private static int generation(long number) {
        return (int) (number >>> 32);
    }

    synchronized T add(Maker<T> maker) {
        int index;
        if (freeCount > 0) {
            freeCount--;
            index = free[freeCount];
        } else {
            index = unused;
            unused++;
            if (index >= slots.length()) {
                grow();
            }
        }
        T made = maker.make(((long) generations[index] << 32) | index);
        slots.setRelease(index, made);
        return made;
    }

    private void grow() {
        int size = slots.length() * 2;
        var larger = new AtomicReferenceArray<@Nullable T>(size);
        for (int i = 0; i < slots.length(); i++) {
            larger.setPlain(i, slots.getPlain(i));
        }
        generations = Arrays.copyOf(generations, size);
        free = Arrays.copyOf(free, size);
        slots = larger;
    }

    /** What lies at the index, whatever its generation: the caller compares its number. */
    @Nullable T at(long number) {
        int index = index(number);
        AtomicReferenceArray<@Nullable T> present = slots;
        return index >= 0 && index < present.length() ? present.getAcquire(index) : null;
    }

    /** Takes it out; whether it was there. */
    synchronized boolean remove(long number) {
        int index = index(number);
        boolean there =
                index >= 0
                        && index < slots.length()
                        && generations[index] == generation(number)
                        && slots.getPlain(index) != null;
        if (there) {
            slots.setRelease(index, null);
            generations[index] = (generations[index] + 1) & Integer.MAX_VALUE;
            free[freeCount] = index;
            freeCount++;
        }
        return there;
    }

    /** All that is there; not exact while others add or remove. */
    synchronized Iterable<T> all() {
        var list = new java.util.ArrayList<T>();
        for (int i = 0; i < unused && i < slots.length(); i++) {
            T one = slots.getPlain(i);
            if (one != null) {
                list.add(one);
            }
        }
        return list;
    }
}
