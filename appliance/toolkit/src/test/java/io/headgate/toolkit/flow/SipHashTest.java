package io.headgate.toolkit.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipHashTest {
    private final SipHash sip = new SipHash(0x0706_0504_0302_0100L, 0x0F0E_0D0C_0B0A_0908L);

    /** The paper's appendix A: key 00 to 0f, message 00 to 0e. */
    @Test
    void shouldHashAsThePaperDoes() {
        long hash = sip.begin().add(0x0706_0504_0302_0100L).end(0x0F0E_0D0C_0B0A_0908L);

        assertThat(hash).isEqualTo(0xA129_CA61_49BE_45E5L);
    }

    /** The authors' test vectors for messages of 0 and 8 bytes. */
    @Test
    void shouldHashMessagesWithoutRest() {
        assertThat(sip.begin().end(0)).isEqualTo(0x726F_DB47_DD0E_0E31L);
        assertThat(sip.begin().add(0x0706_0504_0302_0100L).end(8L << 56)).isEqualTo(0x93F5_F579_9A93_2462L);
    }
}
