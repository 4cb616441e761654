package headgate.engine.ring;

/** For rings that a test empties by hand: nobody sleeps, nobody is woken. */
public final class SilentBed implements LaneBell.Bed {
    @Override
    public void sleep() {}

    @Override
    public void wake() {}

    public static LaneBell bell() {
        return new LaneBell(new SilentBed());
    }
}
