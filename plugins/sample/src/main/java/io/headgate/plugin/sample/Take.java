package io.headgate.plugin.sample;

import io.headgate.toolkit.sample.Sampler;

/** How a sample is taken. */
enum Take {
    EVERY_NTH {
        @Override
        Sampler sampler(int oneOf, long seed) {
            return Sampler.everyNth(oneOf);
        }
    },
    RANDOM {
        @Override
        Sampler sampler(int oneOf, long seed) {
            return Sampler.random(oneOf, seed);
        }
    },
    BY_FLOW {
        @Override
        Sampler sampler(int oneOf, long seed) {
            return Sampler.byFlow(oneOf, seed);
        }
    };

    abstract Sampler sampler(int oneOf, long seed);
}
