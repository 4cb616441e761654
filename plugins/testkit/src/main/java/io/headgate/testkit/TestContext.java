package io.headgate.testkit;

import io.headgate.api.FilterContext;
import io.headgate.api.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane's context without a lane: makes verdicts without counting. */
public final class TestContext implements FilterContext {
    @Override
    public String laneName() {
        return "test";
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("test");
    }

    @Override
    public Verdict drop(String reason, String explanation) {
        return Verdict.drop(0, reason);
    }
}
