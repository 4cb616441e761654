package io.headgate.toolkit.sample;

import io.headgate.api.Packet;

/** By count. */
final class EveryNth extends Sampler {
    private int passed;

    EveryNth(int n) {
        super(n);
    }

    @Override
    public boolean takes(Packet packet) {
        passed++;
        if (passed < oneOf()) {
            return false;
        }
        passed = 0;
        return true;
    }
}
