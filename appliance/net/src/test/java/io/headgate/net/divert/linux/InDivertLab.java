package io.headgate.net.divert.linux;

import io.headgate.net.lab.RouterLab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Tests that share a lab; each finds it without rules and lanes, and with offloads on. */
abstract class InDivertLab {
    static DivertLab divert;
    static RouterLab lab;

    @BeforeAll
    static void createLab() {
        divert = new DivertLab();
        lab = divert.lab;
    }

    @AfterAll
    static void removeLab() {
        divert.close();
    }

    @AfterEach
    void resetLab() {
        divert.reset();
        lab.setOffloads(true);
    }
}
